-- outcome.hours: a promotion's vouchers by store and hour of issue, and what came back of them. Index: voucher_promotion.
-- args: promotion, after
select store, issued_at / 3600000000 as hour, count(*), cast(sum(case when state = 'redeemed' then 1 else 0 end) as bigint), cast(sum(used_amount) as bigint)
  from voucher where promotion = :promotion and issued_at >= :after
 group by store, issued_at / 3600000000 order by store, hour
