-- piece.list: the pieces that runs of learning keep; a few thousand at most, and none when none is under way.
select run, bucket, slice from learn_piece order by run, bucket, slice
