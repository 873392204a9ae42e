-- verify.vouchers: vouchers whose ledger entries leave other amounts than the voucher says it holds.
with moved as (
  select alias, bucket,
    sum(case debit when 'reserved' then amount else 0 end) - sum(case credit when 'reserved' then amount else 0 end) as reserved,
    sum(case debit when 'spent' then amount else 0 end) - sum(case credit when 'spent' then amount else 0 end) as spent,
    sum(case debit when 'overspent' then amount else 0 end) - sum(case credit when 'overspent' then amount else 0 end) as overspent,
    sum(case event when 'redeem_again' then amount when 'return_again' then -amount else 0 end) as again
  from ledger where alias <> 0 group by alias, bucket)
select 'voucher ' || cast(v.alias as text) || ' of bucket ' || cast(v.bucket as text) as subject,
  v.state || ', reserve ' || cast(v.reserve as text) || ', used ' || cast(v.used_amount as text) || ' (' || cast(v.used_over as text) ||
  ' over); its entries leave ' || cast(coalesce(m.reserved, 0) as text) || ' reserved, ' || cast(coalesce(m.spent, 0) as text) || ' spent, ' ||
  cast(coalesce(m.overspent, 0) as text) || ' overspent' as detail
from voucher v left join moved m on m.alias = v.alias and m.bucket = v.bucket
where coalesce(m.reserved, 0) <> case v.state when 'issued' then v.reserve else 0 end
   or coalesce(m.spent, 0) <> case v.state when 'redeemed' then v.used_amount - v.used_over else 0 end
   or coalesce(m.overspent, 0) <> coalesce(m.again, 0) + case v.state when 'redeemed' then v.used_over else 0 end
   or coalesce(m.again, 0) < 0
union all
select 'voucher ' || cast(m.alias as text) || ' of bucket ' || cast(m.bucket as text), 'it has ledger entries and no row'
from moved m where not exists (select 1 from voucher v where v.alias = m.alias and v.bucket = m.bucket)
order by 1 limit 20
