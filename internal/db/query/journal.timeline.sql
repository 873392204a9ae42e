-- journal.timeline: a customer's entries behind a cursor, newest first.
-- args: customer, bucket, before, most
select seq, kind, store, at, day, receipt, body from journal
 where customer = :customer and customer <> 0 and bucket = :bucket and at < :before order by at desc, seq desc limit :most
