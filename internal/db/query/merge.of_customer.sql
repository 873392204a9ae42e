-- merge.of_customer: whom a customer may be one with, unless somebody said they are not, newest first. Index: primary key.
-- args: customer, bucket, most
select customer, other, kind, value, seen_at from merge_proposal where customer = :customer and bucket = :bucket and rejected_at = 0
 order by seen_at desc, other, kind, value limit :most
