-- demand.drop: a store's business day on which nothing is left.
-- args: store, day
delete from demand where store = :store and day = :day
