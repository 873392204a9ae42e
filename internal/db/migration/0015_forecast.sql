-- Why   what each store's products will ask for is made at night, and read by plans, pages and the API (decision 0021).
-- Step  create: the first night fills it.
-- Cost  nothing; a row a store and 4,096 product numbers, about 75 bytes a product, written anew each night.
create table forecast (
  store bigint not null,
  part  bigint not null,
  day   bigint not null,
  at    bigint not null,
  body  blob not null,
  primary key (store, part)
) /*sqlite without rowid*/;
