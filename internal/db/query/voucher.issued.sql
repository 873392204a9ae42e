-- voucher.issued: how many vouchers the writes of a stretch of numbers issued that were not voided.
-- args: from, to
select seq, count(*) from voucher where seq between :from and :to and state <> 'voided' group by seq
