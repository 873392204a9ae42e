-- Why   what is where: movements of goods in the journal, and the days and levels that follow from them (decision 0019).
-- Step  expand: nothing was known of stock before; suppliers kept as foreign facts are read by the next import.
-- Cost  no rewrite; one read of the days of demand, a row a day. The journal is not touched.

create table movement_key (
  movement    text not null,
  bucket      bigint not null,
  seq         bigint not null,
  store       bigint not null,
  at          bigint not null,
  fingerprint blob not null,
  primary key (movement, bucket)
) /*sqlite without rowid*/;
create index movement_store on movement_key (store, at, seq);

create table stock_day (
  store bigint not null,
  day   bigint not null,
  body  blob not null,
  primary key (store, day)
);

create table stock_level (
  store bigint not null,
  day   bigint not null,
  body  blob not null,
  primary key (store, day)
);

create table stock_store (
  store  bigint not null primary key,
  epoch  bigint not null,
  seq    bigint not null,
  first  bigint not null,
  closed bigint not null
);

create table journal_day (
  day   bigint not null primary key,
  epoch bigint not null,
  seq   bigint not null
);
insert into journal_day (day, epoch, seq) select distinct day, 0, 0 from demand;

create table supplier (
  product    bigint not null primary key,
  supplier   text not null,
  lead_days  bigint not null,
  spread     double precision not null,
  order_days bigint not null,
  min_order  bigint not null,
  at         bigint not null,
  actor      text not null
);
