-- staff.password: a new password. Rows: 0 when unknown.
-- args: login, password
update staff set password = :password where login = :login
