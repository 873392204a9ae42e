-- journal.timeline: a customer's entries behind a cursor, newest first.
-- args: customer, bucket, before, seq, most
select seq, kind, store, at, day, receipt, body from journal
 where customer = :customer and customer <> 0 and bucket = :bucket and (at, seq) < (:before, :seq) order by at desc, seq desc limit :most
