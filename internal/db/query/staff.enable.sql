-- staff.enable: someone may sign in again. Rows: 0 when they may, or are unknown.
-- args: staff
update staff set disabled_at = 0 where staff = :staff and disabled_at <> 0
