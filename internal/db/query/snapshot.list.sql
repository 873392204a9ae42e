-- snapshot.list: the runs of learning, newest first.
-- args: most
select snapshot, created_at, state, receipts, report from snapshot order by created_at desc, snapshot limit :most
