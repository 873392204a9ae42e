-- customer.identifiers: what points to a customer, oldest first.
-- args: customer, bucket
select kind, value from customer_identifier where customer = :customer and bucket = :bucket order by seen_at, kind, value
