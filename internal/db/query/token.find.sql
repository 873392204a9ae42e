-- token.find: the token with a hash.
-- args: hash
select token, hash, shown, name, role, stores, till, created_at, expires_at, revoked_at from token where hash = :hash
