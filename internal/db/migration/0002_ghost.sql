-- Why   what a promotion's own lot held back is the other arm of its readout; decisions are too many to search.
-- Step  expand: a new table; decisions from before it are in no arm.
-- Cost  none; one small row for the first offer held back from a customer.

create table ghost (
  promotion   bigint not null,
  customer    bigint not null,
  bucket      bigint not null,
  arm         bigint not null,
  at          bigint not null,
  valid_until bigint not null,
  store       bigint not null,
  primary key (promotion, customer, bucket),
  constraint ghost_arm check (arm in (1, 2))
) /*sqlite without rowid*/;
create index ghost_customer on ghost (customer, bucket);
