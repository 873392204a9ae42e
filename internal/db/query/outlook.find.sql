-- outlook.find: what the models expect of a customer, as it stands.
-- args: customer, bucket
select at, snapshot, day, state, band, value, variance, last_day, expected, spend, body from outlook where customer = :customer and bucket = :bucket
