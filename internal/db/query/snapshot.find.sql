-- snapshot.find: one snapshot by its number, unless it was dropped.
-- args: snapshot
select snapshot, created_at, state, receipts, report, body from snapshot where snapshot = :snapshot and state <> 'dropped'
