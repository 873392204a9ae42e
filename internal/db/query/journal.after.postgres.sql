-- journal.after: the entries behind a position, oldest first.
-- Twin: several nodes commit out of order of seq; what a snapshot shows whole is what lies below its oldest running transaction.
-- args: epoch, seq, most
select epoch, seq, kind, customer, bucket, store, at, day, receipt, body from journal
 where (epoch, seq) > (:epoch, :seq) and epoch < cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)
 order by epoch, seq limit :most
