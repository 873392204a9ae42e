-- stock_day.put: writes what moved in a store on a business day.
-- args: store, day, body
insert into stock_day (store, day, body) values (:store, :day, :body)
on conflict (store, day) do update set body = excluded.body
