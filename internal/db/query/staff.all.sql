-- staff.all: everybody who may sign in.
select staff, name, role, stores, password, disabled from staff order by staff
