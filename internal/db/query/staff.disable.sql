-- staff.disable: someone may no longer sign in. Rows: 0 when unknown.
-- args: login, disabled_at
update staff set disabled_at = :disabled_at where login = :login and disabled_at = 0
