-- staff.find: someone who signs in, by the name they type.
-- args: staff
select staff, name, role, stores, password, disabled from staff where staff = :staff
