-- voucher.newest: the newest vouchers, by the write that issued them.
-- args: most
select alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, state, used_at, used_by, used_store, used_amount, used_over, flag
 from voucher order by seq desc, bucket desc, alias limit :most
