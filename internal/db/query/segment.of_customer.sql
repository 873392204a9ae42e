-- segment.of_customer: a customer's moves, newest first. Index: primary key.
-- args: customer, bucket, most
select at, day, snapshot, from_state, state, from_band, band, rule, idle, gap, remains, purchases, value from segment_event
 where customer = :customer and bucket = :bucket order by at desc limit :most
