-- profile.find: the checkpoint of a customer's profile.
-- args: customer, bucket
select epoch, seq, body from profile where customer = :customer and bucket = :bucket
