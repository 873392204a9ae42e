-- erase.decisions: what was decided for the customer.
-- args: customer, bucket
delete from decision where customer = :customer and customer <> 0 and bucket = :bucket
