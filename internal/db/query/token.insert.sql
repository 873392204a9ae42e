-- token.insert: a new API token; only its hash is kept.
-- args: token, hash, shown, name, role, stores, till, created_at, expires_at
insert into token (token, hash, shown, name, role, stores, till, created_at, expires_at, revoked_at)
values (:token, :hash, :shown, :name, :role, :stores, :till, :created_at, :expires_at, 0)
