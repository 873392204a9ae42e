-- stock_day.drop: nothing moved in the store on that day.
-- args: store, day
delete from stock_day where store = :store and day = :day
