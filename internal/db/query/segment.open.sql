-- segment.open: the row of a segment's sums in a lane, empty when it is new.
-- args: state, band, lane
insert into segment_size (state, band, bucket, day, customers, value, variance, last_day, expected, spend)
values (:state, :band, :lane, 0, 0, 0, 0, 0, 0, 0) on conflict do nothing
