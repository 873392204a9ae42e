-- journal.append: one entry at the end of the journal.
-- args: seq, bucket, kind, customer, store, at, day, receipt, body
insert into journal (seq, bucket, kind, customer, store, at, day, receipt, body)
values (:seq, :bucket, :kind, :customer, :store, :at, :day, :receipt, :body)
