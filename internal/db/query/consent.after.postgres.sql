-- consent.after: customers who granted the purpose since a position, oldest first.
-- Twin: several nodes commit out of order, see journal.after.
-- args: purpose, epoch, seq, most
select epoch, recorded_at, customer from consent
 where (epoch, recorded_at) > (:epoch, :seq) and epoch < cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)
   and purpose = :purpose and granted = 1 order by epoch, recorded_at, customer limit :most
