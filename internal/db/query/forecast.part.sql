-- forecast.part: one part of a store's forecasts. Index: primary key.
-- args: store, part
select day, at, body from forecast where store = :store and part = :part
