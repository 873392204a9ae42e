-- Why   what the models expect of each customer is read at the till, and who was in which segment on a day has an answer.
-- Step  create: outlooks, the moves of customers between segments, and the sums that pages read.
-- Cost  none; the next run of learning fills them.
--
-- Rows about a customer lie in the customer's bucket. Sums lie in lanes, the first
-- bucket of each 64: few rows to add up, and writers of different buckets seldom meet.
create table outlook (
  customer  /*sqlite integer primary key*/ /*postgres bigint*/ not null,
  bucket    bigint not null,
  at        bigint not null,
  snapshot  bigint not null,
  day       bigint not null,
  state     text not null,
  band      text not null,
  value     bigint not null,
  variance  bigint not null,
  last_day  bigint not null,
  expected  bigint not null,
  spend     bigint not null,
  body      blob not null,
  /*postgres primary key (customer, bucket), */
  constraint outlook_state check (state in ('new', 'growing', 'loyal', 'at_risk', 'lapsed', 'won_back')),
  constraint outlook_band check (band in ('high', 'middle', 'low'))
);
create index outlook_bucket on outlook (bucket, customer);

create table segment_event (
  customer   bigint not null,
  at         bigint not null,
  bucket     bigint not null,
  day        bigint not null,
  snapshot   bigint not null,
  from_state text not null,
  state      text not null,
  from_band  text not null,
  band       text not null,
  rule       text not null,
  idle       bigint not null,
  gap        bigint not null,
  remains    bigint not null,
  purchases  bigint not null,
  value      bigint not null,
  primary key (customer, at, bucket)
) /*sqlite without rowid*/;
create index segment_event_state on segment_event (state, customer, at, bucket);
create index segment_event_band on segment_event (band, customer, at, bucket);

create table segment_size (
  state     text not null,
  band      text not null,
  bucket    bigint not null,
  day       bigint not null,
  customers bigint not null,
  value     bigint not null,
  variance  bigint not null,
  last_day  bigint not null,
  expected  bigint not null,
  spend     bigint not null,
  primary key (state, band, bucket),
  constraint segment_size_customers check (customers >= 0)
);

create table segment_flow (
  day       bigint not null,
  kind      text not null,
  came_from text not null,
  went_to   text not null,
  bucket    bigint not null,
  customers bigint not null,
  primary key (day, kind, came_from, went_to, bucket),
  constraint segment_flow_kind check (kind in ('state', 'band'))
);
