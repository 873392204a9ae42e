-- demand.find: what one store sold on one business day.
-- args: store, day
select body from demand where store = :store and day = :day
