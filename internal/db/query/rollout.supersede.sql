-- rollout.supersede: the step before is no longer the latest. Rows: 0 when another writer was first.
-- args: id, version
update rollout set latest = 0 where id = :id and version = :version and latest = 1
