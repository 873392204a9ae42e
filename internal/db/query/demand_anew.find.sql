-- demand_anew.find: what one store sold on one business day as the rebuild sees it.
-- args: store, day
select rules, epoch, seq, body from demand_anew where store = :store and day = :day
