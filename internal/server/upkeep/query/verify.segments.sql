-- verify.segments: sums of segments that are no recount of the outlooks, and outlooks whose newest move says another segment.
select 'segment ' || s.state || ', ' || s.band as subject,
  'lane ' || cast(s.bucket as text) || ' has sums of ' || cast(s.customers as text) || ' customers and a value of ' || cast(s.value as text) || ', a recount is another' as detail
from (select state, band, bucket, customers, value, variance, last_day, expected, spend, 0 as counted from segment_size
      where customers <> 0 or value <> 0 or variance <> 0 or last_day <> 0 or expected <> 0 or spend <> 0
  union all
  select state, band, bucket - bucket % 64, count(*), sum(value), sum(variance), sum(last_day), sum(expected), sum(spend), 1 from outlook group by state, band, bucket - bucket % 64) s
group by s.state, s.band, s.bucket, s.customers, s.value, s.variance, s.last_day, s.expected, s.spend
having count(*) <> 2
union all
select 'customer ' || cast(o.customer as text), 'stands at ' || o.state || ', ' || o.band || '; the newest move says otherwise'
from outlook o
where not exists (select 1 from segment_event e where e.customer = o.customer and e.bucket = o.bucket and e.state = o.state and e.band = o.band
  and not exists (select 1 from segment_event n where n.customer = e.customer and n.bucket = e.bucket and n.at > e.at))
order by 1, 2 limit 20
