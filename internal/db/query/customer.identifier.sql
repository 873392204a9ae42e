-- customer.identifier: the customer's own list of identifiers.
-- args: customer, kind, value, bucket, seen_at
insert into customer_identifier (customer, kind, value, bucket, seen_at)
values (:customer, :kind, :value, :bucket, :seen_at) on conflict do nothing
