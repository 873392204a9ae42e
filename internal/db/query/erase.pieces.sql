-- erase.pieces: a run of learning that has read the receipts of somebody who is forgotten reads that range of buckets
-- again. A piece lies at the first bucket of its range of 64.
-- args: customer, bucket
delete from learn_piece where bucket = cast(:bucket as bigint) - cast(:bucket as bigint) % 64 and cast(:customer as bigint) <> 0
