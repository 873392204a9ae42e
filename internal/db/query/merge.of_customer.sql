-- merge.of_customer: whom a customer may be one with, newest first. Index: primary key.
-- args: customer, bucket, most
select customer, other, kind, value, seen_at from merge_proposal where customer = :customer and bucket = :bucket
 order by seen_at desc, other, kind, value limit :most
