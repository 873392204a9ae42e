-- demand.page: days of demand behind one, in the order of store and day.
-- args: store, day, most
select store, day, rules, epoch, seq, body from demand where (store, day) > (:store, :day) order by store, day limit :most
