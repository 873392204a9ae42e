-- receipt.await: a void that came before its receipt. Rows: 0 when something stands under the id.
-- args: receipt, bucket, store, at, fingerprint
insert into receipt_key (receipt, bucket, seq, customer, store, at, state, fingerprint, voided_at)
values (:receipt, :bucket, 0, 0, :store, :at, 'awaited', :fingerprint, :at) on conflict do nothing
