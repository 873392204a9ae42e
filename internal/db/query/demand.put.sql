-- demand.put: writes a store's business day.
-- args: store, day, body
insert into demand (store, day, body) values (:store, :day, :body)
on conflict (store, day) do update set body = excluded.body
