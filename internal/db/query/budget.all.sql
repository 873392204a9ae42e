-- budget.all: the account of every promotion of head office's, what its stores' versions have included.
with member as (select number, case when family <> 0 then family else number end as head from promotion where latest = 1)
select m.head, cast(sum(b.cap) as bigint), cast(sum(b.reserved) as bigint), cast(sum(b.spent) as bigint), cast(sum(b.contingency) as bigint),
       cast(sum(b.overspent) as bigint), cast(sum(b.issued) as bigint), max(b.most), cast(sum(b.redeemed) as bigint), cast(sum(b.voided) as bigint),
       cast(sum(b.expired) as bigint), max(b.kin)
  from budget b join member m on m.number = b.promotion group by m.head order by m.head
