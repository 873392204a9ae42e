-- erase.identifiers: the customer's own list of identifiers.
-- args: customer, bucket
delete from customer_identifier where customer = :customer and bucket = :bucket
