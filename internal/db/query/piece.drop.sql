-- piece.drop: a run that has ended, or lost its claim, keeps nothing.
-- args: run, bucket, slice
delete from learn_piece where run = :run and bucket = :bucket and slice = :slice
