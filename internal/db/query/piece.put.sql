-- piece.put: what a run of learning keeps of a slice of the journal and a range of buckets, until it ends.
-- args: run, bucket, slice, body
insert into learn_piece (run, bucket, slice, body) values (:run, :bucket, :slice, :body)
on conflict (run, bucket, slice) do update set body = excluded.body
