-- taste.find: what a store's customers like. Index: primary key.
-- args: store
select body from taste where store = :store
