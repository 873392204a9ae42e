-- version.settle: a withdrawn version holds no money any more. Rows: 0 when it went live again meanwhile.
-- args: promotion, store, version
update store_version set funded = 0 where promotion = :promotion and store = :store and version = :version and latest = 1 and live = ''
