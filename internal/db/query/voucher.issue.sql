-- voucher.issue: one new voucher. Rows: 0 when its number is taken or the customer has the promotion's limit already.
-- args: alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, per_customer
insert into voucher (alias, bucket, serial, seq, customer, promotion, version, product, store, receipt, issued_at, valid_from, valid_until, value_kind, value, most, reserve, text, why, state, used_at, used_by, used_store, used_amount, used_over, flag)
select :alias, :bucket, :serial, :seq, cast(:customer as bigint), :promotion, :version, :product, :store, :receipt, :issued_at, :valid_from, :valid_until,
       :value_kind, :value, :most, :reserve, :text, :why, 'issued', 0, '', 0, 0, 0, ''
 where cast(:per_customer as bigint) = 0 or (select count(*) from voucher v
        where v.customer = :customer and v.customer <> 0 and v.bucket = :bucket and v.promotion = :promotion and v.state <> 'voided') < :per_customer
on conflict do nothing
