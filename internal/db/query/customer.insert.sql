-- customer.insert: a customer seen for the first time.
-- args: customer, bucket, created_at, language, home_store
insert into customer (customer, bucket, created_at, language, home_store, consent, merged_into, erased_at)
values (:customer, :bucket, :created_at, :language, :home_store, 0, 0, 0)
