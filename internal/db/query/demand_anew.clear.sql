-- demand_anew.clear: forgets what a rebuild has made of a store.
-- args: store
delete from demand_anew where store = :store
