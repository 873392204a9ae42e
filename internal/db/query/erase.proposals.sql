-- erase.proposals: proposals to merge the customer.
-- args: customer, bucket
delete from merge_proposal where customer = :customer and bucket = :bucket
