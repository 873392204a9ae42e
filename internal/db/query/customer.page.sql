-- customer.page: customers behind a cursor, in the order of their ids.
-- args: after, most
select customer from customer where customer > :after and erased_at = 0 and merged_into = 0 order by customer limit :most
