-- snapshot.find: one snapshot by its number.
-- args: snapshot
select snapshot, created_at, receipts, report, body from snapshot where snapshot = :snapshot
