-- budget.family: a promotion's account, what its stores' versions have included.
-- args: promotion
select cast(:promotion as bigint), cast(sum(cap) as bigint), cast(sum(reserved) as bigint), cast(sum(spent) as bigint), cast(sum(contingency) as bigint),
       cast(sum(overspent) as bigint), cast(sum(issued) as bigint), max(most), cast(sum(redeemed) as bigint), cast(sum(voided) as bigint),
       cast(sum(expired) as bigint), max(kin)
  from budget
 where promotion = :promotion or promotion in (select number from promotion where family = :promotion and family <> 0 and latest = 1)
having count(*) > 0
