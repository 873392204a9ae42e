-- view.put: a list under a name; the same name again means the list as it is now.
-- args: staff, screen, name, query, at
insert into saved_view (staff, screen, name, query, at) values (:staff, :screen, :name, :query, :at)
on conflict (staff, screen, name) do update set query = excluded.query, at = excluded.at
