-- redemption.of_receipt: the vouchers used on a receipt, in order.
-- args: receipt, bucket
select n, code, alias, voucher_bucket, amount, flag, at, state, body from redemption
 where receipt = :receipt and bucket = :bucket order by n
