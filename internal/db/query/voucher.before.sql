-- voucher.before: vouchers behind one, newest first, by the write that issued them. Index: voucher_write.
-- args: seq, bucket, alias, most
select alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, state, used_at, used_by, used_store, used_amount, used_over, flag
 from voucher where seq <= :seq and (seq < :seq or bucket < :bucket or (bucket = :bucket and alias > :alias)) order by seq desc, bucket desc, alias limit :most
