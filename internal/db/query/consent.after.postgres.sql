-- consent.after: whose consent to a profile was answered behind a position, in the order of recording.
-- Twin: several nodes commit out of order of their numbers, as in journal.after.
-- args: epoch, seq, most
select epoch, recorded_at, customer from consent
 where (epoch, recorded_at) > (:epoch, :seq) and purpose = 'profile'
   and epoch < cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)
 order by epoch, recorded_at limit :most
