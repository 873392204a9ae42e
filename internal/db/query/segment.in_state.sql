-- segment.in_state: who was in a state at the end of a day, behind a customer, in the order of their ids. Index: segment_event_state.
-- args: segment, day, after, most
select e.customer, e.at, e.day, e.snapshot, e.from_state, e.state, e.from_band, e.band, e.rule, e.idle, e.gap, e.remains, e.purchases, e.value,
       coalesce(o.at, 0), coalesce(o.snapshot, 0), o.body
  from segment_event e left join outlook o on o.customer = e.customer and o.bucket = e.bucket
 where e.state = :segment and e.customer > :after and e.day <= :day
   and not exists (select 1 from segment_event n where n.customer = e.customer and n.bucket = e.bucket and n.at > e.at and n.day <= :day)
 order by e.customer limit :most
