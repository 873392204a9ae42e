-- erase.vouchers: vouchers stay good, for whoever holds the paper; what they said of the customer goes.
-- args: customer, bucket
update voucher set customer = 0, why = '[]' where customer = :customer and customer <> 0 and bucket = :bucket
