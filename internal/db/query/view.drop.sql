-- view.drop: a named list goes. Rows: 0 when there was none.
-- args: staff, screen, name
delete from saved_view where staff = :staff and screen = :screen and name = :name
