-- movement.key: takes a movement's id. Rows: 0 when it is taken already.
-- args: movement, bucket, seq, store, at, fingerprint
insert into movement_key (movement, bucket, seq, store, at, fingerprint) values (:movement, :bucket, :seq, :store, :at, :fingerprint)
on conflict (movement, bucket) do nothing
