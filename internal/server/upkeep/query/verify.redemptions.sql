-- verify.redemptions: a used voucher has exactly one redemption that stands, and each of those has its used voucher.
select 'voucher ' || cast(v.alias as text) || ' of bucket ' || cast(v.bucket as text) as subject,
  'it is used on receipt ' || v.used_by || ', where ' ||
  cast((select count(*) from redemption r where r.alias = v.alias and r.voucher_bucket = v.bucket and r.state <> 'returned' and r.flag <> 'redeemed_twice') as text) ||
  ' redemptions stand for it' as detail
from voucher v
where v.state = 'redeemed' and (
  (select count(*) from redemption r where r.alias = v.alias and r.voucher_bucket = v.bucket and r.state <> 'returned' and r.flag <> 'redeemed_twice') <> 1
  or not exists (select 1 from redemption r where r.receipt = v.used_by and r.alias = v.alias and r.voucher_bucket = v.bucket and r.state <> 'returned' and r.amount = v.used_amount))
union all
select 'receipt ' || r.receipt, 'it redeemed voucher ' || cast(r.alias as text) || ' of bucket ' || cast(r.voucher_bucket as text) || ', which is not used by it'
from redemption r
where r.state <> 'returned' and r.flag <> 'redeemed_twice'
  and not exists (select 1 from voucher v where v.alias = r.alias and v.bucket = r.voucher_bucket and v.state = 'redeemed' and v.used_by = r.receipt)
order by 1 limit 20
