-- version.hold: keeps a live version as it is while money moves. Rows: 0 when it changed meanwhile.
-- args: promotion, store, version
update store_version set latest = 1 where promotion = :promotion and store = :store and version = :version and latest = 1 and live <> ''
