-- snapshot.standing: the snapshot that decides now.
select snapshot, created_at, receipts, report, body from snapshot where state = 'standing' order by created_at desc limit 1
