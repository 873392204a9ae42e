-- profile.put: writes a checkpoint of a customer's profile.
-- args: customer, bucket, epoch, seq, body
insert into profile (customer, bucket, epoch, seq, body) values (:customer, :bucket, :epoch, :seq, :body)
on conflict (customer/*postgres , bucket*/) do update set epoch = excluded.epoch, seq = excluded.seq, body = excluded.body
