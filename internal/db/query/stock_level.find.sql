-- stock_level.find: what one store held at the end of one business day.
-- args: store, day
select body from stock_level where store = :store and day = :day
