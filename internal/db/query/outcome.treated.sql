-- outcome.treated: customers who got a voucher of the promotion, the first time each. Index: voucher_promotion.
-- every: one customer in so many is read, chosen by the id alone.
-- args: promotion, every, most
select customer, min(issued_at), min(valid_until), min(store) from voucher
 where promotion = :promotion and customer <> 0 and (customer / 1024) % :every = 0
 group by customer order by customer limit :most
