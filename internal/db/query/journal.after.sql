-- journal.after: the entries behind a position, oldest first.
-- args: epoch, seq, most
select :epoch as epoch, seq, kind, customer, bucket, store, at, day, receipt, body from journal
 where seq > :seq order by seq limit :most
