-- forecast.drop: parts of a store that a night has nothing to say of any more. Index: primary key.
-- args: store, day
delete from forecast where store = :store and day < :day
