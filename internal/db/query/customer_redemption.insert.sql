-- customer_redemption.insert: a known customer uses a voucher. Rows: 0 when the promotion's limit, 0 for none, is used up by now.
-- args: customer, promotion, receipt, alias, voucher_bucket, bucket, most
insert into customer_redemption (customer, promotion, receipt, alias, voucher_bucket, bucket)
select :customer, :promotion, :receipt, :alias, :voucher_bucket, :bucket
 where :most = 0 or (select count(*) from customer_redemption u
                      where u.customer = :customer and u.promotion = :promotion and u.bucket = :bucket) < :most
