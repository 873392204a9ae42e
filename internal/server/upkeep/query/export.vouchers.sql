-- export.vouchers: every voucher, oldest first, with what its customer agreed to (0 for nobody).
select v.alias, v.bucket, v.serial, v.customer, coalesce(c.consent, 0), v.promotion, v.product, v.store, v.receipt, v.state, v.issued_at,
  v.valid_from, v.valid_until, v.value_kind, v.value, v.most, v.used_by, v.used_store, v.used_amount
from voucher v left join customer c on c.customer = v.customer and c.bucket = v.bucket order by v.issued_at, v.bucket, v.alias
