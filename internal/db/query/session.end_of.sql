-- session.end_of: every session of someone ends but one.
-- args: staff, keep
delete from session where staff = :staff and session <> :keep
