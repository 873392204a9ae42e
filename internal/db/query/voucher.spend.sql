-- voucher.spend: marks one voucher used if, and only if, it still stands as it was read. Rows: 1 this call won, 0 another one did.
-- Shard: the bucket inside the code. Index: voucher_pkey.
-- args: alias, bucket, was, at, receipt, store, amount, over, flag
update voucher set state = 'redeemed', used_at = :at, used_by = :receipt, used_store = :store, used_amount = :amount, used_over = :over, flag = :flag
 where alias = :alias and bucket = :bucket and state = :was and state <> 'redeemed'
