-- customer_redemption.count: how many vouchers of each promotion a customer has used.
-- args: customer, bucket
select promotion, count(*) from customer_redemption where customer = :customer and bucket = :bucket group by promotion order by promotion
