-- erase.ghosts: what was held back from a customer.
-- args: customer, bucket
delete from ghost where customer = :customer and bucket = :bucket
