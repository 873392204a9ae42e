-- session.end_staff: all sessions of one person end.
-- args: staff
delete from session where staff = :staff
