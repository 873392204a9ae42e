-- voucher.issue: one new voucher. Rows: 0 when its number is taken or the customer has the promotion's limit already,
-- which counts over all its stores' versions. family: the promotion it is a version of, or 0; head: that one, or itself.
-- args: alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, family, head, per_customer
insert into voucher (alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, state, used_at, used_by, used_store, used_amount, used_over, flag, family)
select cast(:alias as bigint), cast(:bucket as bigint), cast(:serial as bigint), cast(:seq as bigint), cast(:customer as bigint), cast(:promotion as bigint), cast(:version as bigint), cast(:product as bigint), cast(:store as bigint), cast(:receipt as text), cast(:issued_at as bigint), cast(:valid_from as bigint), cast(:valid_until as bigint), cast(:value_kind as text), cast(:value as bigint), cast(:most as bigint), cast(:reserve as bigint), cast(:text as text), cast(:why as text),
       'issued', 0, '', 0, 0, 0, '', cast(:family as bigint)
 where cast(:per_customer as bigint) = 0 or (select count(*) from voucher v
        where v.customer = cast(:customer as bigint) and v.customer <> 0 and v.bucket = cast(:bucket as bigint) and cast(:head as bigint) in (v.promotion, v.family) and v.state <> 'voided') < cast(:per_customer as bigint)
on conflict do nothing
