-- voucher.find: one voucher by the bucket and alias number inside its code.
-- args: alias, bucket
select alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, state, used_at, used_by, used_store, used_amount, used_over, flag from voucher where alias = :alias and bucket = :bucket
