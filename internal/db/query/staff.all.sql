-- staff.all: everybody who may sign in.
select staff, login, name, role, stores, served, password, language, created_at, disabled_at from staff order by login
