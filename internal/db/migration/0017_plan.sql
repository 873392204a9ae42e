-- Why   what is ordered and moved tonight is proposed, decided and sent once (decision 0023).
-- Step  expand: three tables of their own; nothing was proposed before.
-- Cost  no rewrite. A night writes a row for each order and move; what work reads lies in partial indexes.

create table plan_run (
  number  bigint not null primary key,
  day     bigint not null,
  as_of   bigint not null,
  made_at bigint not null,
  actor   text not null,
  state   text not null,
  totals  text not null,
  constraint plan_run_state check (state in ('making', 'open'))
);

create table proposal (
  store      bigint not null,
  run        bigint not null,
  line       bigint not null,
  kind       text not null,
  product    bigint not null,
  source     bigint not null,
  supplier   text not null,
  class      text not null,
  due        bigint not null,
  units      bigint not null,
  agreed     bigint not null,
  gain       bigint not null,
  state      text not null,
  version    bigint not null,
  actor      text not null,
  reason     text not null,
  decided_at bigint not null,
  export     bigint not null,
  booked     bigint not null,
  body       text not null,
  primary key (store, run, line),
  constraint proposal_kind check (kind in ('order', 'move')),
  constraint proposal_state check (state in ('proposed', 'accepted', 'adjusted', 'rejected', 'lapsed', 'sent')),
  constraint proposal_units check (units > 0 and agreed >= 0),
  constraint proposal_sent check ((state = 'sent') = (export > 0) and booked in (0, 1) and (booked = 0 or state = 'sent'))
);
create index proposal_run on proposal (run, state, gain, store, line);
create index proposal_source on proposal (source, run, line) where source > 0;
create index proposal_agreed on proposal (store, run, line) where state in ('accepted', 'adjusted');
create index proposal_unbooked on proposal (store, run, line) where state = 'sent' and booked = 0;
create index proposal_decided on proposal (decided_at, store, run, line) where decided_at > 0;
create index proposal_export on proposal (export, store, run, line) where export > 0;

create table plan_export (
  number bigint not null primary key,
  id     text not null unique,
  store  bigint not null,
  kind   text not null,
  actor  text not null,
  at     bigint not null,
  whole  bigint not null
);
