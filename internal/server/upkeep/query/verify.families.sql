-- verify.families: promotions whose caps, with those of their stores' versions, are not their budget, whose money got lost on the
-- way, who count other vouchers of their versions than those do, or whose versions are not what their steps say.
with member as (
  select number, case when family <> 0 then family else number end as head, family, state from promotion where latest = 1),
given as (
  select m.head, sum(l.amount) as amount from ledger l join member m on m.number = l.promotion
   where l.debit = 'budget' and l.credit = 'funding' group by m.head),
way as (
  select m.head, sum(case when l.debit = 'shared' then l.amount else -l.amount end) as amount from ledger l join member m on m.number = l.promotion
   where l.debit = 'shared' or l.credit = 'shared' group by m.head),
caps as (
  select m.head, sum(b.cap) as cap, sum(case when m.family <> 0 then b.issued else 0 end) as issued, max(case when m.family = 0 then b.kin else 0 end) as kin
    from budget b join member m on m.number = b.promotion group by m.head)
select 'promotion ' || cast(c.head as text) as subject,
  'its caps add up to ' || cast(c.cap as text) || ' of ' || cast(coalesce(g.amount, 0) as text) || ', ' || cast(coalesce(w.amount, 0) as text) ||
  ' are on the way, and it counts ' || cast(c.kin as text) || ' vouchers of its versions, which are ' || cast(c.issued as text) as detail
from caps c left join given g on g.head = c.head left join way w on w.head = c.head
where c.cap <> coalesce(g.amount, 0) or coalesce(w.amount, 0) <> 0 or c.kin <> c.issued
union all
select 'promotion ' || cast(v.promotion as text) || ' in store ' || cast(v.store as text),
  case when v.live <> '' then 'its version is live, and its promotion ' else 'its version is not live, and its promotion ' end || coalesce(m.state, 'is missing')
from store_version v left join member m on m.number = v.child and m.family = v.promotion
where v.latest = 1 and v.child <> 0 and (m.number is null or (v.live <> '') <> (m.state = 'live'))
union all
select 'promotion ' || cast(m.number as text), 'it is a version of promotion ' || cast(m.family as text) || ' that no step made'
from member m where m.family <> 0 and not exists (select 1 from store_version v where v.promotion = m.family and v.child = m.number and v.latest = 1)
union all
select 'voucher ' || cast(v.alias as text) || ' of bucket ' || cast(v.bucket as text), 'it is counted to promotion ' || cast(v.family as text) || ', and its own is a version of ' || cast(m.family as text)
from voucher v join member m on m.number = v.promotion where v.family <> m.family
order by 1 limit 20
