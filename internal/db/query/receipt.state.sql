-- receipt.state: a receipt is voided, or follows an unanswered close. Rows: 0 when a race was lost.
-- args: receipt, bucket, was, state, voided_at, outcome
update receipt_key set state = :state, voided_at = :voided_at, outcome = :outcome where receipt = :receipt and bucket = :bucket and state = :was
