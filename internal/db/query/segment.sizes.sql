-- segment.sizes: all segments as they stand, from the sums of the lanes; a few hundred rows.
select state, band, max(day), cast(sum(customers) as bigint), cast(sum(value) as bigint), cast(sum(variance) as bigint), cast(sum(last_day) as bigint), cast(sum(expected) as bigint), cast(sum(spend) as bigint)
  from segment_size group by state, band order by state, band
