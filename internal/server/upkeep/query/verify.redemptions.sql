-- verify.redemptions: a used voucher has exactly one redemption that stands, and each of those has its used voucher.
with standing as (
  select alias, voucher_bucket, count(*) as n, max(receipt) as receipt, max(amount) as amount
  from redemption where state <> 'returned' and flag <> 'redeemed_twice' group by alias, voucher_bucket)
select 'voucher ' || cast(v.alias as text) || ' of bucket ' || cast(v.bucket as text) as subject,
  'it is used on receipt ' || v.used_by || ', where ' || cast(coalesce(s.n, 0) as text) || ' redemptions stand for it' as detail
from voucher v left join standing s on s.alias = v.alias and s.voucher_bucket = v.bucket
where v.state = 'redeemed' and (coalesce(s.n, 0) <> 1 or s.receipt <> v.used_by or s.amount <> v.used_amount)
union all
select 'receipt ' || r.receipt, 'it redeemed voucher ' || cast(r.alias as text) || ' of bucket ' || cast(r.voucher_bucket as text) || ', which is not used by it'
from redemption r
where r.state <> 'returned' and r.flag <> 'redeemed_twice'
  and not exists (select 1 from voucher v where v.alias = r.alias and v.bucket = r.voucher_bucket and v.state = 'redeemed' and v.used_by = r.receipt)
order by 1 limit 20
