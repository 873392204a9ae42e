-- outlook.update: a newer outlook in place of the one that was read, if consent to a profile stands at this moment.
-- Rows: 0 when consent was withdrawn, the customer erased, or another run was faster.
-- args: customer, bucket, at, snapshot, day, state, band, value, variance, last_day, expected, spend, body, declared, was
update outlook set at = :at, snapshot = :snapshot, day = :day, state = :state, band = :band, value = :value, variance = :variance,
       last_day = :last_day, expected = :expected, spend = :spend, body = :body
 where customer = :customer and bucket = :bucket and at = :was
   and exists (select 1 from customer c where c.customer = :customer and c.bucket = :bucket and c.erased_at = 0
               and (c.consent & 16 = 16 or (c.consent & 1 = 0 and :declared = 1)))
