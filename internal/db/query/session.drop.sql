-- session.drop: a session ends by its id. Rows: 0 when it ended before, or belongs to another than staff ('' is anybody).
-- args: session, staff
delete from session where session = :session and (:staff = '' or staff = :staff)
