-- verify.counts: promotions whose counts differ from their vouchers. One used after its last day may have been counted as expired before.
with held as (
  select promotion,
    sum(case when state = 'voided' or (state = 'redeemed' and flag = 'voided') then 0 else 1 end) as issued,
    sum(case when state = 'voided' or (state = 'redeemed' and flag = 'voided') then 1 else 0 end) as voided,
    sum(case when state = 'redeemed' then 1 else 0 end) as redeemed,
    sum(case when state = 'expired' then 1 else 0 end) as expired
  from voucher group by promotion),
late as (
  select v.promotion, count(*) as n from redemption r join voucher v on v.alias = r.alias and v.bucket = r.voucher_bucket
  where r.flag = 'expired' group by v.promotion)
select 'promotion ' || cast(b.promotion as text) as subject,
  'issued ' || cast(b.issued as text) || ', redeemed ' || cast(b.redeemed as text) || ', voided ' || cast(b.voided as text) || ', expired ' ||
  cast(b.expired as text) || '; its vouchers count ' || cast(coalesce(h.issued, 0) as text) || ', ' || cast(coalesce(h.redeemed, 0) as text) || ', ' ||
  cast(coalesce(h.voided, 0) as text) || ', ' || cast(coalesce(h.expired, 0) as text) as detail
from budget b left join held h on h.promotion = b.promotion left join late l on l.promotion = b.promotion
where b.issued <> coalesce(h.issued, 0) or b.redeemed <> coalesce(h.redeemed, 0) or b.voided <> coalesce(h.voided, 0)
   or b.expired < coalesce(h.expired, 0) or b.expired > coalesce(h.expired, 0) + coalesce(l.n, 0)
union all
select 'promotion ' || cast(h.promotion as text), 'it has vouchers and no budget row'
from held h where not exists (select 1 from budget b where b.promotion = h.promotion)
order by 1 limit 20
