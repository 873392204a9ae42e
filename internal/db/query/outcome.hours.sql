-- outcome.hours: a promotion's vouchers by store and hour of issue, those of its stores' versions among them, and what came
-- back of them. Index: voucher_promotion, voucher_family.
-- args: promotion, after
select store, issued_at / 3600000000 as hour, count(*), cast(sum(case when state = 'redeemed' then 1 else 0 end) as bigint), cast(sum(used_amount) as bigint)
  from voucher where (promotion = :promotion or (family = :promotion and family <> 0)) and issued_at >= :after
 group by store, issued_at / 3600000000 order by store, hour
