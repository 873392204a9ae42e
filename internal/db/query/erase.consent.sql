-- erase.consent: the history of answers.
-- args: customer, bucket
delete from consent where customer = :customer and bucket = :bucket
