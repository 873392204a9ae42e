-- erase.list: the list that travels beside backups.
-- args: customer, bucket, at
insert into erasure (customer, bucket, at) values (:customer, :bucket, :at) on conflict do nothing
