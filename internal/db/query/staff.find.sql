-- staff.find: someone who signs in, by their id.
-- args: staff
select staff, login, name, role, stores, served, password, language, created_at, disabled_at from staff where staff = :staff
