-- redemption.settle: a bound redemption's receipt has arrived, or a redemption was returned.
-- args: receipt, bucket, alias, voucher_bucket, was, state
update redemption set state = :state
 where receipt = :receipt and bucket = :bucket and alias = :alias and voucher_bucket = :voucher_bucket and state = :was
