-- view.of_staff: the lists that somebody named, by screen and name. Index: primary key.
-- args: staff, most
select screen, name, query from saved_view where staff = :staff order by screen, name limit :most
