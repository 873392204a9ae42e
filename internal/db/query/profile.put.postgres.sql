-- profile.put: writes a checkpoint of a customer's profile, if consent to it stands at this moment.
-- Twin: several write at once, so that the row of consent is held until the profile is committed; types are named.
-- args: customer, bucket, epoch, seq, body, declared
insert into profile (customer, bucket, epoch, seq, body)
select customer, bucket, cast(:epoch as bigint), cast(:seq as bigint), cast(:body as bytea) from customer
 where customer = :customer and bucket = :bucket and erased_at = 0
   and (consent & 16 = 16 or (consent & 1 = 0 and cast(:declared as bigint) = 1))
   for share
on conflict (customer, bucket) do update set epoch = excluded.epoch, seq = excluded.seq, body = excluded.body
