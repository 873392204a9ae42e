-- stock_level.reopen: levels from a day on no longer hold; they are made anew.
-- args: store, day
delete from stock_level where store = :store and day >= :day
