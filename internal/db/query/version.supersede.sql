-- version.supersede: the step before is no longer the latest. Rows: 0 when another writer was first.
-- args: promotion, store, version
update store_version set latest = 0 where promotion = :promotion and store = :store and version = :version and latest = 1
