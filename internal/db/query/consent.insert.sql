-- consent.insert: one answer into the history.
-- args: customer, recorded_at, purpose, bucket, granted, at, proof, source
insert into consent (customer, recorded_at, purpose, bucket, granted, at, proof, source)
values (:customer, :recorded_at, :purpose, :bucket, :granted, :at, :proof, :source)
