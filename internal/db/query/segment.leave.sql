-- segment.leave: counts that a customer left the records, so that the sizes of past days stay what they were.
-- args: customer, bucket, lane
insert into segment_flow (day, kind, came_from, went_to, bucket, customers)
select o.day, k.kind, case when k.kind = 'state' then o.state else o.band end, '', :lane, 1
  from outlook o cross join (select 'state' as kind union all select 'band') k
 where o.customer = :customer and o.bucket = :bucket
on conflict (day, kind, came_from, went_to, bucket) do update set customers = segment_flow.customers + 1
