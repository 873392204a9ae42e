-- consent.history: a customer's answers, oldest first.
-- args: customer, bucket
select purpose, granted, at, proof, source, recorded_at from consent where customer = :customer and bucket = :bucket
 order by at, recorded_at, purpose
