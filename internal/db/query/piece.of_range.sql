-- piece.of_range: what a run keeps of a range of buckets, in the order of the slices.
-- args: run, bucket
select body from learn_piece where run = :run and bucket = :bucket order by slice
