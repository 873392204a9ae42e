-- Why   a run of learning that is killed goes on where it was, and several nodes share one: what they have read of the
--       journal lies here until the run ends, packed, a row a slice of the journal and range of 64 buckets.
-- Step  create; nothing stands before it.
-- Cost  none. While a run is under way about four bytes a line that was ever sold.
create table learn_piece (
  run    bigint not null,
  bucket bigint not null,
  slice  bigint not null,
  body   blob not null,
  primary key (run, bucket, slice)
);
