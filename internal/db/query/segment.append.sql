-- segment.append: a customer moved between states or bands; rows are never changed.
-- args: customer, at, bucket, day, snapshot, from_state, state, from_band, band, rule, idle, gap, remains, purchases, value
insert into segment_event (customer, at, bucket, day, snapshot, from_state, state, from_band, band, rule, idle, gap, remains, purchases, value)
values (:customer, :at, :bucket, :day, :snapshot, :from_state, :state, :from_band, :band, :rule, :idle, :gap, :remains, :purchases, :value)
