-- ledger.append: one movement from one account to another.
-- args: seq, n, bucket, promotion, alias, event, debit, credit, amount, at
insert into ledger (seq, n, bucket, promotion, alias, event, debit, credit, amount, at)
values (:seq, :n, :bucket, :promotion, :alias, :event, :debit, :credit, :amount, :at)
