-- profile.put: writes a checkpoint of a customer's profile, if consent to it stands at this moment.
-- Rows: 0 when consent was withdrawn or the customer erased meanwhile.
-- args: customer, bucket, epoch, seq, body, declared
insert into profile (customer, bucket, epoch, seq, body)
select customer, bucket, :epoch, :seq, :body from customer
 where customer = :customer and bucket = :bucket and erased_at = 0
   and (consent & 16 = 16 or (consent & 1 = 0 and :declared = 1))
on conflict (customer) do update set epoch = excluded.epoch, seq = excluded.seq, body = excluded.body
