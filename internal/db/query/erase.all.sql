-- erase.all: everybody who was forgotten, oldest first.
select customer, bucket, at from erasure order by at, customer
