-- voucher.of_promotion: a promotion's vouchers, newest first.
-- args: promotion, before, most
select alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, state, used_at, used_by, used_store, used_amount, used_over, flag from voucher where promotion = :promotion and issued_at < :before order by issued_at desc, alias, bucket limit :most
