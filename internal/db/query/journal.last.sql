-- journal.last: the highest number a write has taken; every write's number is in one of these tables.
select max(n) from (
  select coalesce(max(seq), 0) as n from journal
  union all select coalesce(max(seq), 0) from answer
  union all select coalesce(max(seq), 0) from decision
  union all select coalesce(max(seq), 0) from ledger
  union all select coalesce(max(seq), 0) from audit
  union all select coalesce(max(recorded_at), 0) from consent
) as numbers
