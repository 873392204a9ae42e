-- erase.keys: one receipt of the customer: its id stays taken, its answer is gone. One that was parked by them and
-- finished by another is the other's.
-- args: receipt, bucket, customer
update receipt_key set customer = 0, state = 'erased', fingerprint = /*sqlite x''*/ /*postgres cast('' as bytea)*/, outcome = ''
 where receipt = :receipt and bucket = :bucket and customer = :customer
