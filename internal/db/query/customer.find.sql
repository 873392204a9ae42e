-- customer.find: one customer; erased ones answer too, their columns say so.
-- args: customer, bucket
select language, home_store, consent, merged_into, erased_at, created_at from customer
 where customer = :customer and bucket = :bucket
