-- demand_anew.first: a store that a rebuild has left something of.
select store from demand_anew order by store, day limit 1
