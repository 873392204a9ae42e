-- customer.consent: what a customer agreed to, packed for tills.
-- args: customer, bucket, consent
update customer set consent = :consent where customer = :customer and bucket = :bucket
