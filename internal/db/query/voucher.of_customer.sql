-- voucher.of_customer: a customer's vouchers, newest first.
-- args: customer, bucket, most
select alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, state, used_at, used_by, used_store, used_amount, used_over, flag from voucher where customer = :customer and customer <> 0 and bucket = :bucket order by issued_at desc, alias limit :most
