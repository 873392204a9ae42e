-- forecast.store: all of a store's forecasts. Index: primary key.
-- args: store
select part, day, at, body from forecast where store = :store order by part
