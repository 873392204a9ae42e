-- journal.end: where the journal ends, and the highest number up to there: all of it is visible.
-- Twin: several nodes commit out of order of seq; what is visible whole is what lies below the oldest running transaction.
with visible as (select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint) as below)
select last.epoch, last.seq, (select coalesce(max(seq), 0) from journal where epoch < (select below from visible)) as newest
  from (select epoch, seq from journal where epoch < (select below from visible) order by epoch desc, seq desc limit 1) as last
