-- profile.checkpoint: consent and profile of one customer at one moment.
-- args: customer, bucket
select c.consent, c.erased_at, case when p.customer is null then 0 else 1 end, p.body
  from customer c left join profile p on p.customer = c.customer and p.bucket = c.bucket
 where c.customer = :customer and c.bucket = :bucket
