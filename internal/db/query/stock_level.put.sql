-- stock_level.put: what a store held at the end of a business day.
-- args: store, day, body
insert into stock_level (store, day, body) values (:store, :day, :body)
on conflict (store, day) do update set body = excluded.body
