-- segment.flows: who moved after one day and up to another, from the sums of the lanes. Index: primary key.
-- args: after, until
select kind, came_from, went_to, cast(sum(customers) as bigint) from segment_flow where day > :after and day <= :until
 group by kind, came_from, went_to order by kind, came_from, went_to
