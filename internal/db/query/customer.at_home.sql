-- customer.at_home: customers whose home is a store. Index: customer_home.
-- args: store, after, most
select customer, consent from customer where home_store = :store and home_store <> 0 and customer > :after and merged_into = 0 and erased_at = 0
 order by customer limit :most
