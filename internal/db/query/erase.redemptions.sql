-- erase.redemptions: which vouchers the customer used.
-- args: customer, bucket
delete from customer_redemption where customer = :customer and bucket = :bucket
