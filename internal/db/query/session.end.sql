-- session.end: a session ends.
-- args: hash
delete from session where hash = :hash
