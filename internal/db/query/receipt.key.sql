-- receipt.key: claims a receipt id, chain-wide. Rows: 0 when it stands already; the caller must look.
-- Shard: the bucket of the receipt id. Index: the primary key.
-- args: receipt, bucket, seq, customer, store, at, state, fingerprint
insert into receipt_key (receipt, bucket, seq, customer, store, at, state, fingerprint, voided_at)
values (:receipt, :bucket, :seq, :customer, :store, :at, :state, :fingerprint, 0)
on conflict do nothing
