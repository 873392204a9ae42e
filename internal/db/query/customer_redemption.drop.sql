-- customer_redemption.drop: a customer's redemption was taken back. Rows: 0 when nobody was known.
-- args: customer, promotion, receipt, alias, voucher_bucket, bucket
delete from customer_redemption
 where customer = :customer and promotion = :promotion and receipt = :receipt and alias = :alias and voucher_bucket = :voucher_bucket and bucket = :bucket
