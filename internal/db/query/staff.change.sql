-- staff.change: a new password or a disabled account. Rows: 0 when unknown.
-- args: staff, password, disabled
update staff set password = :password, disabled = :disabled where staff = :staff
