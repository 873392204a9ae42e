-- demand.drop: forgets a store's business day.
-- args: store, day
delete from demand where store = :store and day = :day
