-- profile.drop: forgets a customer's profile.
-- args: customer, bucket
delete from profile where customer = :customer and bucket = :bucket
