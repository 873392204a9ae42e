-- ghost.insert: the first offer that a lot held back from a customer. Rows: 1, or 0 when one stands.
-- Shard: bucket, of the customer. args below.
-- args: promotion, customer, bucket, arm, at, valid_until, store
insert into ghost (promotion, customer, bucket, arm, at, valid_until, store)
values (:promotion, :customer, :bucket, :arm, :at, :valid_until, :store)
on conflict do nothing
