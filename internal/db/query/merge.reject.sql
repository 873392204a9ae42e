-- merge.reject: two customers are not one person, or, with 0, may be again. Rows: 0 when it was never proposed. Index: primary key.
-- args: customer, other, bucket, rejected_at
update merge_proposal set rejected_at = :rejected_at where customer = :customer and other = :other and bucket = :bucket
