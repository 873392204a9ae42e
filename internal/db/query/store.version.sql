-- store.version: how often a store was written; 0 rows when unknown.
-- args: store
select version from store where store = :store
