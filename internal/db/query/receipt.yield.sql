-- receipt.yield: how many vouchers a receipt issued that were not voided, how many it used, and what those took off.
-- args: seq, bucket, receipt, receipt_bucket
select (select count(*) from voucher where seq = :seq and bucket = :bucket and state <> 'voided') as issued,
       count(*) as used, coalesce(cast(sum(amount) as bigint), 0) as taken
  from redemption where receipt = :receipt and bucket = :receipt_bucket and state <> 'returned'
