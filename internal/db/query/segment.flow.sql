-- segment.flow: counts customers who moved on a day.
-- args: day, kind, came_from, went_to, lane, customers
insert into segment_flow (day, kind, came_from, went_to, bucket, customers)
values (:day, :kind, :came_from, :went_to, :lane, :customers)
on conflict (day, kind, came_from, went_to, bucket) do update set customers = segment_flow.customers + excluded.customers
