-- segment.shrink: takes one customer's outlook out of the sums of their segment.
-- Rows: 0 when there is none.
-- args: customer, bucket, lane
update segment_size set customers = segment_size.customers - 1, value = segment_size.value - o.value, variance = segment_size.variance - o.variance,
       last_day = segment_size.last_day - o.last_day, expected = segment_size.expected - o.expected, spend = segment_size.spend - o.spend
  from outlook o
 where o.customer = :customer and o.bucket = :bucket
   and segment_size.state = o.state and segment_size.band = o.band and segment_size.bucket = :lane
