-- demand.newest: the last day on which a store sold anything, 0 for none. Index: primary key.
-- args: store
select coalesce(max(day), 0) from demand where store = :store
