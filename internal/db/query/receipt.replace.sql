-- receipt.replace: the next one of a suspended or awaited id takes its place. Rows: 0 when a race was lost.
-- args: receipt, bucket, was, seq, customer, store, at, state, fingerprint
update receipt_key set seq = :seq, customer = :customer, store = :store, at = :at, state = :state, fingerprint = :fingerprint
 where receipt = :receipt and bucket = :bucket and state = :was
