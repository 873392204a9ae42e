-- session.touch: a session was used.
-- args: hash, seen_at, ends_at
update session set seen_at = :seen_at, ends_at = :ends_at where hash = :hash
