-- outlook.insert: the first outlook of a customer, if consent to a profile stands at this moment.
-- Twin: several write at once, so that the row of consent is held until the outlook is committed; types are named.
-- args: customer, bucket, at, snapshot, day, state, band, value, variance, last_day, expected, spend, body, declared
insert into outlook (customer, bucket, at, snapshot, day, state, band, value, variance, last_day, expected, spend, body)
select customer, bucket, cast(:at as bigint), cast(:snapshot as bigint), cast(:day as bigint), cast(:state as text), cast(:band as text), cast(:value as bigint),
       cast(:variance as bigint), cast(:last_day as bigint), cast(:expected as bigint), cast(:spend as bigint), cast(:body as bytea) from customer
 where customer = :customer and bucket = :bucket and erased_at = 0
   and (consent & 16 = 16 or (consent & 1 = 0 and cast(:declared as bigint) = 1))
   for share
on conflict do nothing
