-- verify.presenters: what a customer is counted to have used is a redemption that stands.
select 'customer ' || cast(u.customer as text) as subject,
  'counted to have used voucher ' || cast(u.alias as text) || ' of bucket ' || cast(u.voucher_bucket as text) || ' on receipt ' || u.receipt || ', which does not stand' as detail
from customer_redemption u
where not exists (select 1 from redemption r where r.receipt = u.receipt and r.alias = u.alias and r.voucher_bucket = u.voucher_bucket and r.state <> 'returned')
order by 1 limit 20
