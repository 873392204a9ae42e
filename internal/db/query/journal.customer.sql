-- journal.customer: all of one customer's entries.
-- args: customer, bucket
select 0 as epoch, seq, kind, customer, bucket, store, at, day, receipt, body from journal
 where customer = :customer and customer <> 0 and bucket = :bucket order by at, seq
