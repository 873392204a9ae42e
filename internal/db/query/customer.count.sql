-- customer.count: how many customers are known, counted up to a bound.
-- args: most
select count(*) from (select 1 from customer where merged_into = 0 and erased_at = 0 limit :most) as counted
