-- redemption.settle: a bound redemption's receipt has arrived, or a redemption was returned.
-- args: receipt, bucket, n, was, state
update redemption set state = :state where receipt = :receipt and bucket = :bucket and n = :n and state = :was
