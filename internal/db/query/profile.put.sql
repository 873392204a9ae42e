-- profile.put: writes a checkpoint, if the customer still allows a profile and no later one stands.
-- The bits are those of customer.Consent: 1 answered, 16 granted. Rows: 0 when it was withdrawn meanwhile.
-- args: customer, bucket, rules, epoch, seq, body, declared
insert into profile (customer, bucket, rules, epoch, seq, body)
select customer, bucket, cast(:rules as bigint), cast(:epoch as bigint), cast(:seq as bigint), cast(:body as /*sqlite blob*/ /*postgres bytea*/)
  from customer where customer = :customer and bucket = :bucket and erased_at = 0
   and ((consent & 16) = 16 or (consent & 1) = 0 and cast(:declared as bigint) = 1)
   /*postgres for share*/
on conflict (customer/*postgres , bucket*/) do update set rules = excluded.rules, epoch = excluded.epoch, seq = excluded.seq, body = excluded.body
 where (profile.rules, profile.epoch, profile.seq) <= (excluded.rules, excluded.epoch, excluded.seq)
