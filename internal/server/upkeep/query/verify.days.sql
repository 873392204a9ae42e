-- verify.days: business days on which a promotion's limit counts more vouchers than were issued and stand.
with issued as (
  select case when v.family <> 0 then v.family else v.promotion end as promotion, j.day, count(*) as n from voucher v join journal j on j.seq = v.seq and j.bucket = v.bucket and j.kind = 1
  where v.state <> 'voided' and not (v.state = 'redeemed' and v.flag = 'voided') group by case when v.family <> 0 then v.family else v.promotion end, j.day)
select 'promotion ' || cast(d.promotion as text) as subject,
  'day ' || cast(d.day as text) || ' counts ' || cast(d.issued as text) || ' vouchers, and ' || cast(coalesce(i.n, 0) as text) || ' stand' as detail
from promotion_day d left join issued i on i.promotion = d.promotion and i.day = d.day
where d.issued < 0 or d.issued > coalesce(i.n, 0)
order by 1 limit 20
