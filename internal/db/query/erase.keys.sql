-- erase.keys: one receipt of the customer: its id stays taken, its answer is gone.
-- args: receipt, bucket
update receipt_key set customer = 0, state = 'erased', fingerprint = /*sqlite x''*/ /*postgres cast('' as bytea)*/, outcome = '' where receipt = :receipt and bucket = :bucket
