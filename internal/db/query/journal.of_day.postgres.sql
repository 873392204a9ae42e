-- journal.of_day: receipts and voids of a store's business day between two positions, oldest first. Index: the journal's order, from the day's first entry.
-- Twin: the transaction's id orders before the number here.
-- args: store, day, epoch, seq, to_epoch, to_seq
select epoch, seq, kind, customer, bucket, store, at, day, receipt, body from journal
 where (epoch, seq) >= (:epoch, :seq) and (epoch, seq) < (:to_epoch, :to_seq) and store = :store and (kind = 1 and day = :day or kind = 2) order by epoch, seq
