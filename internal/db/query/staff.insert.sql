-- staff.insert: someone who signs in. Rows: 0 when the login is taken.
-- args: staff, login, name, role, stores, served, password, language, created_at
insert into staff (staff, login, name, role, stores, served, password, language, created_at, disabled_at)
values (:staff, :login, :name, :role, :stores, :served, :password, :language, :created_at, 0)
on conflict do nothing
