-- erasures: everybody who was forgotten, oldest first.
select customer, at from erasure order by at, customer
