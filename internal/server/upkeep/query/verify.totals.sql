-- verify.totals: promotions whose row says otherwise than the sums of their ledger entries.
with moved as (
  select promotion,
    sum(case when debit = 'budget' and credit in ('funding', 'shared') then amount when credit = 'budget' and debit = 'shared' then -amount else 0 end) as given,
    sum(case debit when 'reserved' then amount else 0 end) - sum(case credit when 'reserved' then amount else 0 end) as reserved,
    sum(case debit when 'spent' then amount else 0 end) - sum(case credit when 'spent' then amount else 0 end) as spent,
    sum(case debit when 'contingency' then amount else 0 end) - sum(case credit when 'contingency' then amount else 0 end) as contingency,
    sum(case debit when 'overspent' then amount else 0 end) - sum(case credit when 'overspent' then amount else 0 end) as overspent
  from ledger group by promotion)
select 'promotion ' || cast(b.promotion as text) as subject,
  'cap ' || cast(b.cap as text) || ', reserved ' || cast(b.reserved as text) || ', spent ' || cast(b.spent as text) ||
  ', contingency ' || cast(b.contingency as text) || ', overspent ' || cast(b.overspent as text) || '; the entries add up to ' ||
  cast(coalesce(m.given, 0) as text) || ', ' || cast(coalesce(m.reserved, 0) as text) || ', ' || cast(coalesce(m.spent, 0) as text) || ', ' ||
  cast(coalesce(m.contingency, 0) as text) || ', ' || cast(coalesce(m.overspent, 0) as text) as detail
from budget b left join moved m on m.promotion = b.promotion
where b.cap <> coalesce(m.given, 0) or b.reserved <> coalesce(m.reserved, 0) or b.spent <> coalesce(m.spent, 0)
   or b.contingency <> coalesce(m.contingency, 0) or b.overspent <> coalesce(m.overspent, 0)
union all
select 'promotion ' || cast(m.promotion as text), 'it has ledger entries and no budget row'
from moved m where not exists (select 1 from budget b where b.promotion = m.promotion)
order by 1 limit 20
