-- outlook.insert: the first outlook of a customer, if consent to a profile stands at this moment.
-- Rows: 0 when there is no consent, the customer was erased, or another run wrote one meanwhile.
-- args: customer, bucket, at, snapshot, day, state, band, value, variance, last_day, expected, spend, body, declared
insert into outlook (customer, bucket, at, snapshot, day, state, band, value, variance, last_day, expected, spend, body)
select customer, bucket, :at, :snapshot, :day, :state, :band, :value, :variance, :last_day, :expected, :spend, :body from customer
 where customer = :customer and bucket = :bucket and erased_at = 0
   and (consent & 16 = 16 or (consent & 1 = 0 and :declared = 1))
on conflict do nothing
