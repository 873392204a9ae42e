-- snapshot.list: the runs of learning, newest first, without their bodies.
-- args: most
select snapshot, created_at, retired_at, state, receipts, report from snapshot order by created_at desc, snapshot limit :most
