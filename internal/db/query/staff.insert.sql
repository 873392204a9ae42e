-- staff.insert: someone who signs in. Rows: 0 when the name is taken.
-- args: staff, name, role, stores, password, created_at
insert into staff (staff, name, role, stores, password, created_at, disabled) values (:staff, :name, :role, :stores, :password, :created_at, 0)
on conflict do nothing
