-- promotion.supersede: the version before is no longer the latest. Rows: 1, or 0 when the edit was stale.
-- args: number, version
update promotion set latest = 0 where number = :number and version = :version and latest = 1
