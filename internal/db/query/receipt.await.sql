-- receipt.await: a void that came before its receipt, and when. Rows: 0 when something stands under the id.
-- args: receipt, bucket, store, at, fingerprint, voided_at, outcome
insert into receipt_key (receipt, bucket, seq, customer, store, at, state, fingerprint, voided_at, outcome)
values (:receipt, :bucket, 0, 0, :store, :at, 'awaited', :fingerprint, :voided_at, :outcome) on conflict do nothing
