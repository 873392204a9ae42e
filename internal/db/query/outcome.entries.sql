-- outcome.entries: a customer's receipts of a time, and the voids that came since (kind 1 is a receipt). Index: journal_customer.
-- args: customer, bucket, after, until
select 0 as epoch, seq, kind, customer, bucket, store, at, day, receipt, body from journal
 where customer = :customer and customer <> 0 and bucket = :bucket and at >= :after and (at <= :until or kind <> 1) order by at, seq
