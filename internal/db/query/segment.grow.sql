-- segment.grow: moves the sums of a segment in a lane by what its customers brought and took.
-- Rows: 1; a segment of fewer than no customers is refused by the table.
-- args: state, band, lane, day, customers, value, variance, last_day, expected, spend
update segment_size set day = case when :day > day then :day else day end, customers = customers + :customers, value = value + :value,
       variance = variance + :variance, last_day = last_day + :last_day, expected = expected + :expected, spend = spend + :spend
 where state = :state and band = :band and bucket = :lane
