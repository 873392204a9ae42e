-- ledger.of_voucher: the movements of one voucher, oldest first.
-- args: alias, bucket
select seq, n, promotion, event, debit, credit, amount, at from ledger where alias = :alias and alias <> 0 and bucket = :bucket order by seq, n
