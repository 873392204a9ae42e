-- voucher.held: what a customer holds or held, voided ones aside.
-- args: customer, bucket
select promotion, product, state, valid_until from voucher
 where customer = :customer and customer <> 0 and bucket = :bucket and state <> 'voided'
