-- token.all: every token.
select token, hash, shown, name, role, stores, till, created_at, expires_at, revoked_at from token order by created_at, token
