-- voucher.spend_late: a till deducted an expired or voided voucher while it was offline. Rows: 0 when it was used meanwhile.
-- args: alias, bucket, was, at, receipt, store, amount, over, flag
update voucher set state = 'redeemed', used_at = :at, used_by = :receipt, used_store = :store, used_amount = :amount, used_over = :over, flag = :flag
 where alias = :alias and bucket = :bucket and state = :was
