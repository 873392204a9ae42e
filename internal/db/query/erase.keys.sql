-- erase.keys: one receipt of the customer: its id stays taken, its answer is gone. What is parked can still be finished. One that was parked by them and
-- finished by another is the other's.
-- args: receipt, bucket, customer
update receipt_key set customer = 0, state = case state when 'suspended' then state else 'erased' end, fingerprint = /*sqlite x''*/ /*postgres cast('' as bytea)*/, outcome = ''
 where receipt = :receipt and bucket = :bucket and customer = :customer
