-- session.touch: a session was used.
-- args: hash, seen_at
update session set seen_at = :seen_at where hash = :hash
