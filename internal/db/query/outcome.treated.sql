-- outcome.treated: customers who got a voucher of the promotion, the first one of each. Index: voucher_promotion.
-- every: one customer in so many is read, chosen by the id alone.
-- args: promotion, every, most
select customer, issued_at, valid_until, store from (
  select customer, issued_at, valid_until, store, row_number() over (partition by customer order by issued_at, alias) as place
    from voucher where promotion = :promotion and customer <> 0 and (customer / 1024) % :every = 0
) first where place = 1 order by customer limit :most
