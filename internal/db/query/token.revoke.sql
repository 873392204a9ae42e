-- token.revoke: a token is withdrawn. Rows: 0 when unknown.
-- args: token, revoked_at
update token set revoked_at = :revoked_at where token = :token and revoked_at = 0
