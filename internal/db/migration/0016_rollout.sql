-- Why   new products go first where demand is highest: a rollout's steps, what was seen of demand, and how it was read last.
-- Step  create.
-- Cost  small tables: a row a step of a rollout, a row a note, a row a rollout; none is touched at a till.
create table rollout (
  id      text not null,
  version bigint not null,
  latest  bigint not null,
  state   text not null,
  body    text not null,
  command text not null,
  actor   text not null,
  reason  text not null,
  at      bigint not null,
  primary key (id, version),
  constraint rollout_state check (state in ('draft', 'pilot', 'ramp', 'done', 'stopped'))
);
create unique index rollout_latest on rollout (id) where latest = 1;
create index rollout_newest on rollout (at, id) where latest = 1;

create table rollout_note (
  rollout text not null,
  id      text not null,
  source  text not null,
  region  text not null,
  store   text not null,
  count   bigint not null,
  day     bigint not null,
  actor   text not null,
  at      bigint not null,
  primary key (rollout, id),
  constraint rollout_note_source check (source in ('search', 'ask', 'idea')),
  constraint rollout_note_count check (count > 0),
  constraint rollout_note_place check ((region = '') <> (store = ''))
);

create table rollout_reading (
  rollout text not null primary key,
  at      bigint not null,
  body    text not null
);

create table delisting (
  one  bigint not null primary key constraint delisting_one check (one = 1),
  at   bigint not null,
  body text not null
);
