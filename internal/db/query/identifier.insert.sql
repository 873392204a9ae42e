-- identifier.insert: points a new identifier to a customer. Rows: 0 when it points somewhere already.
-- args: kind, value, bucket, customer
insert into identifier (kind, value, bucket, customer) values (:kind, :value, :bucket, :customer) on conflict do nothing
