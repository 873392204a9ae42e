-- token.find: the token with a hash.
-- args: hash
select token, role, store, till, name from token where hash = :hash and disabled = 0
