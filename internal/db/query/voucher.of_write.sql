-- voucher.of_write: the vouchers one write issued, in order of their aliases.
-- args: seq, bucket
select alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, state, used_at, used_by, used_store, used_amount, used_over, flag from voucher where seq = :seq and bucket = :bucket order by alias
