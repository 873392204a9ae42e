-- token.insert: a new API token; only its hash is kept.
-- args: token, hash, role, store, till, name, created_at
insert into token (token, hash, role, store, till, name, created_at, disabled) values (:token, :hash, :role, :store, :till, :name, :created_at, 0)
