-- demand_anew.page: days of demand of the rebuild behind one, in the order of store and day.
-- args: store, day, most
select store, day, rules, epoch, seq, body from demand_anew where (store, day) > (:store, :day) order by store, day limit :most
