-- ledger.of_voucher: the movements of one voucher, oldest first. What it was issued with has the number of its own write.
-- Index: the primary key, ledger_after.
-- args: alias, bucket
select seq, n, promotion, event, debit, credit, amount, at from ledger
 where seq = (select v.seq from voucher v where v.alias = :alias and v.bucket = :bucket) and alias = :alias and alias <> 0 and bucket = :bucket and event = 'issue'
union all
select seq, n, promotion, event, debit, credit, amount, at from ledger where alias = :alias and alias <> 0 and event <> 'issue' and bucket = :bucket
 order by seq, n
