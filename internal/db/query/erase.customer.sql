-- erase.customer: the customer is forgotten. Rows: 0 when they were already.
-- args: customer, bucket, at
update customer set erased_at = :at, language = '', home_store = 0, consent = 0 where customer = :customer and bucket = :bucket and erased_at = 0
