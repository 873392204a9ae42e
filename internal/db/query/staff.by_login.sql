-- staff.by_login: someone who signs in, by what they type.
-- args: login
select staff, login, name, role, stores, served, password, language, created_at, disabled_at from staff where login = :login
