-- segment.drop: forgets a customer's moves.
-- args: customer, bucket
delete from segment_event where customer = :customer and bucket = :bucket
