-- profile.find: the checkpoint of a customer's profile, and what the models expect of them.
-- args: customer, bucket
select p.epoch, p.seq, p.body, coalesce(o.snapshot, 0), o.body
  from profile p left join outlook o on o.customer = p.customer and o.bucket = p.bucket
 where p.customer = :customer and p.bucket = :bucket
