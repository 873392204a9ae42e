-- receipt.find: what stands under a receipt id.
-- args: receipt, bucket
select seq, customer, store, at, state, fingerprint, voided_at, outcome from receipt_key
 where receipt = :receipt and bucket = :bucket
