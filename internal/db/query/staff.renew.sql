-- staff.renew: a new password of one who may sign in. Rows: 0 when unknown or disabled.
-- args: staff, password
update staff set password = :password where staff = :staff and disabled_at = 0
