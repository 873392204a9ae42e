-- stock_level.drop: a level that should not be there.
-- args: store, day
delete from stock_level where store = :store and day = :day
