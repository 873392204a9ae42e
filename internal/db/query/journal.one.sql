-- journal.one: one entry by its number.
-- args: seq, bucket
select 0 as epoch, seq, kind, customer, bucket, store, at, day, receipt, body from journal
 where seq = :seq and bucket = :bucket
