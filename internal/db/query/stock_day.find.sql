-- stock_day.find: what moved in one store on one business day.
-- args: store, day
select body from stock_day where store = :store and day = :day
