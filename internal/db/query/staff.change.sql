-- staff.change: another name, role, stores or customers served. Rows: 0 when they are no longer as was read.
-- args: staff, was_role, was_stores, was_served, name, role, stores, served
update staff set name = :name, role = :role, stores = :stores, served = :served
 where staff = :staff and role = :was_role and stores = :was_stores and served = :was_served
