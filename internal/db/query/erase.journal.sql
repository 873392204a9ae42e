-- erase.journal: the customer's entries become anonymous: the one edit the journal knows.
-- args: customer, bucket
update journal set customer = 0 where customer = :customer and customer <> 0 and bucket = :bucket
