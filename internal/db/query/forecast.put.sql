-- forecast.put: a part of a store's forecasts, unless a later night's stands already.
-- args: store, part, day, at, body
insert into forecast (store, part, day, at, body) values (:store, :part, :day, :at, :body)
on conflict (store, part) do update set day = excluded.day, at = excluded.at, body = excluded.body where forecast.day <= excluded.day
