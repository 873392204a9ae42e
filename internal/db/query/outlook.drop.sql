-- outlook.drop: forgets what is expected of a customer.
-- args: customer, bucket
delete from outlook where customer = :customer and bucket = :bucket
