-- voucher.held: what a customer holds or held, voided ones aside; a store's version counts as its promotion.
-- args: customer, bucket
select case when family <> 0 then family else promotion end, product, state, valid_until from voucher
 where customer = :customer and customer <> 0 and bucket = :bucket and state <> 'voided'
