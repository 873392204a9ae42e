-- receipt.await: a void that came before its receipt. Rows: 0 when something stands under the id.
-- args: receipt, bucket, store, at, fingerprint, outcome
insert into receipt_key (receipt, bucket, seq, customer, store, at, state, fingerprint, voided_at, outcome)
values (:receipt, :bucket, 0, 0, :store, :at, 'awaited', :fingerprint, :at, :outcome) on conflict do nothing
