-- voucher.overdue: issued vouchers whose last day lies before a business day, in the order they were issued in. Index: voucher_due.
-- args: day, most
select alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, state, used_at, used_by, used_store, used_amount, used_over, flag from voucher where state = 'issued' and valid_until < :day order by valid_until, seq, bucket, alias limit :most
