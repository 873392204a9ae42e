-- staff.owned: guards that somebody who may sign in is an owner. Rows: 1 it holds, 0 it does not. The caller must look.
update staff set role = role
 where staff = (select min(staff) from staff where role = 'owner' and disabled_at = 0 and password <> '')
