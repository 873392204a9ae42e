-- decision.of_customer: what was decided for a customer, newest first.
-- args: customer, bucket, most
select decision, at, body from decision where customer = :customer and customer <> 0 and bucket = :bucket order by at desc, seq limit :most
