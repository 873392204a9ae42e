-- session.find: a session that has not ended.
-- args: hash, now
select staff, created_at, seen_at, ends_at from session where hash = :hash and ends_at > :now
