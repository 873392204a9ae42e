-- taste.put: keeps what a store's customers like, as of a day.
-- args: store, day, body
insert into taste (store, day, body) values (:store, :day, :body)
on conflict (store) do update set day = excluded.day, body = excluded.body
