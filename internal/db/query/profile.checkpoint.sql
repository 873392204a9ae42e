-- profile.checkpoint: what the fold needs of a customer: consent, and the profile when there is one.
-- args: customer, bucket
select c.consent, c.erased_at, p.rules, p.body
  from customer c left join profile p on p.customer = c.customer and p.bucket = c.bucket
 where c.customer = :customer and c.bucket = :bucket
