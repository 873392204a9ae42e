-- journal.customer: all of one customer's entries.
-- Twin: positions carry the transaction's id here.
-- args: customer, bucket
select epoch, seq, kind, customer, bucket, store, at, day, receipt, body from journal
 where customer = :customer and customer <> 0 and bucket = :bucket order by at, seq
