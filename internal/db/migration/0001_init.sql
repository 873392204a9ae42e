-- Why   the first schema: journal, customers, promotions, vouchers, ledger, jobs.
-- Step  create; nothing stands before it.
-- Cost  none.
--
-- Instants are bigint microseconds UTC, business days are days since 1970-01-01,
-- money is bigint minor units, enums are text with a check. Text between
-- /*sqlite and */ holds on SQLite only, between /*postgres and */ on PostgreSQL
-- only; "blob" is bytea there (migrate.go). Every key of a row about a customer
-- carries the bucket, last where keys grow in order.

create table setting (
  name  text not null primary key,
  value text not null
);

create table store (
  number     bigint not null primary key,
  store      text not null unique,
  name       text not null,
  region     text not null,
  kind       text not null,
  latitude   double precision not null,
  longitude  double precision not null,
  zone       text not null,
  currency   text not null,
  opened     text not null,
  version    bigint not null
);

create table product (
  number      bigint not null primary key,
  product     text not null unique,
  gtin        text not null,
  name        text not null,
  brand       text not null,
  category    text not null,
  department  text not null,
  price       bigint not null,
  cost        bigint,
  unit        text not null,
  case_pack   bigint not null,
  shelf_life  bigint not null,
  restriction bigint not null,
  listed      bigint not null,
  version     bigint not null
);

create table customer (
  customer    /*sqlite integer primary key*/ /*postgres bigint*/ not null,
  bucket      bigint not null,
  created_at  bigint not null,
  language    text not null,
  home_store  bigint not null,
  consent     bigint not null,
  merged_into bigint not null,
  erased_at   bigint not null
  /*postgres , primary key (customer, bucket)*/
);

create table identifier (
  kind     text not null,
  value    text not null,
  bucket   bigint not null,
  customer bigint not null,
  primary key (kind, value, bucket)
) /*sqlite without rowid*/;

create table customer_identifier (
  customer bigint not null,
  kind     text not null,
  value    text not null,
  bucket   bigint not null,
  seen_at  bigint not null,
  primary key (customer, kind, value, bucket)
) /*sqlite without rowid*/;

create table merge_proposal (
  customer bigint not null,
  other    bigint not null,
  kind     text not null,
  value    text not null,
  bucket   bigint not null,
  seen_at  bigint not null,
  primary key (customer, other, kind, value, bucket)
);

create table consent (
  customer    bigint not null,
  recorded_at bigint not null,
  purpose     text not null,
  bucket      bigint not null,
  granted     bigint not null,
  at          bigint not null,
  proof       text not null,
  source      text not null
  /*postgres , epoch bigint not null default (cast(cast(pg_current_xact_id() as text) as bigint)) */
  , primary key (customer, recorded_at, purpose, bucket)
);
create index consent_recorded on consent (/*postgres epoch, */recorded_at);

create table journal (
  seq      /*sqlite integer primary key*/ /*postgres bigint*/ not null,
  bucket   bigint not null,
  kind     bigint not null,
  customer bigint not null,
  store    bigint not null,
  at       bigint not null,
  day      bigint not null,
  receipt  text not null,
  body     blob not null
  /*postgres , epoch bigint not null default (cast(cast(pg_current_xact_id() as text) as bigint)) */
  /*postgres , primary key (seq, bucket)*/
);
create index journal_customer on journal (customer, at, bucket) where customer <> 0;
/*postgres create index journal_position on journal (epoch, seq); */

create table receipt_key (
  receipt     text not null,
  bucket      bigint not null,
  seq         bigint not null,
  customer    bigint not null,
  store       bigint not null,
  at          bigint not null,
  state       text not null,
  fingerprint blob not null,
  voided_at   bigint not null,
  outcome     text not null default '',
  primary key (receipt, bucket),
  constraint receipt_key_state check (state in ('stands', 'suspended', 'training', 'unanswered', 'voided', 'awaited', 'erased'))
) /*sqlite without rowid*/;

create table answer (
  seq    /*sqlite integer primary key*/ /*postgres bigint*/ not null,
  bucket bigint not null,
  at     bigint not null,
  body   blob not null
  /*postgres , primary key (seq, bucket)*/
);
create index answer_at on answer (at);

create table decision (
  seq      /*sqlite integer primary key*/ /*postgres bigint*/ not null,
  bucket   bigint not null,
  decision bigint not null,
  customer bigint not null,
  store    bigint not null,
  at       bigint not null,
  ghosts   bigint not null,
  body     blob not null
  /*postgres , primary key (seq, bucket)*/
);
create index decision_customer on decision (customer, at, bucket) where customer <> 0;

create table profile (
  customer /*sqlite integer primary key*/ /*postgres bigint*/ not null,
  bucket   bigint not null,
  epoch    bigint not null,
  seq      bigint not null,
  body     blob not null
  /*postgres , primary key (customer, bucket)*/
);

create table demand (
  store bigint not null,
  day   bigint not null,
  body  blob not null,
  primary key (store, day)
);

create table fold (
  name  text not null primary key,
  epoch bigint not null,
  seq   bigint not null
);

create table promotion (
  number    bigint not null,
  version   bigint not null,
  promotion text not null,
  state     text not null,
  starts    bigint not null,
  ends      bigint not null,
  body      text not null,
  actor     text not null,
  at        bigint not null,
  latest    bigint not null,
  primary key (number, version),
  constraint promotion_state check (state in ('draft', 'live', 'paused', 'ended'))
);
create unique index promotion_latest on promotion (promotion) where latest = 1;

create table budget (
  promotion   bigint not null,
  bucket      bigint not null,
  cap         bigint not null,
  reserved    bigint not null,
  spent       bigint not null,
  contingency bigint not null,
  overspent   bigint not null,
  issued      bigint not null,
  most        bigint not null,
  voided      bigint not null,
  redeemed    bigint not null,
  expired     bigint not null,
  primary key (promotion, bucket),
  constraint budget_reserved check (reserved >= 0),
  constraint budget_spent check (spent >= 0 and overspent >= 0),
  constraint budget_cap check (reserved + spent <= cap),
  constraint budget_total check (most = 0 or issued <= most)
);

create table promotion_day (
  promotion bigint not null,
  day       bigint not null,
  bucket    bigint not null,
  issued    bigint not null,
  primary key (promotion, day, bucket)
);

create table voucher (
  alias       bigint not null,
  bucket      bigint not null,
  serial      bigint not null,
  seq         bigint not null,
  customer    bigint not null,
  promotion   bigint not null,
  version     bigint not null,
  product     bigint not null,
  store       bigint not null,
  receipt     text not null,
  issued_at   bigint not null,
  valid_from  bigint not null,
  valid_until bigint not null,
  value_kind  text not null,
  value       bigint not null,
  most        bigint not null,
  reserve     bigint not null,
  text        text not null,
  why         text not null,
  state       text not null,
  used_at     bigint not null,
  used_by     text not null,
  used_store  bigint not null,
  used_amount bigint not null,
  used_over   bigint not null,
  flag        text not null,
  primary key (alias, bucket),
  constraint voucher_state check (state in ('issued', 'redeemed', 'expired', 'voided')),
  constraint voucher_used check ((state = 'redeemed') = (used_by <> ''))
);
create index voucher_customer on voucher (customer, bucket, promotion, state) where customer <> 0;
create index voucher_write on voucher (seq, bucket);
create index voucher_open on voucher (valid_until, bucket) where state = 'issued';
create index voucher_promotion on voucher (promotion, issued_at);

create table redemption (
  receipt text not null,
  bucket  bigint not null,
  n       bigint not null,
  code    text not null,
  alias   bigint not null,
  voucher_bucket bigint not null,
  amount  bigint not null,
  flag    text not null,
  at      bigint not null,
  state   text not null,
  body    text not null,
  primary key (receipt, n, bucket),
  constraint redemption_state check (state in ('stands', 'returned', 'bound'))
) /*sqlite without rowid*/;

create table ledger (
  seq       bigint not null,
  n         bigint not null,
  bucket    bigint not null,
  promotion bigint not null,
  alias     bigint not null,
  event     text not null,
  debit     text not null,
  credit    text not null,
  amount    bigint not null,
  at        bigint not null,
  primary key (seq, n, bucket),
  constraint ledger_amount check (amount >= 0),
  constraint ledger_accounts check (debit <> credit)
) /*sqlite without rowid*/;
create index ledger_voucher on ledger (alias, bucket) where alias <> 0;

create table snapshot (
  snapshot   bigint not null primary key,
  created_at bigint not null,
  retired_at bigint not null default 0,
  state      text not null,
  receipts   bigint not null,
  report     text not null,
  body       blob not null,
  constraint snapshot_state check (state in ('standing', 'kept', 'refused', 'dropped'))
);
create unique index snapshot_one_stands on snapshot (state) where state = 'standing';

create table job (
  job        text not null primary key,
  kind       text not null,
  state      text not null,
  owner      text not null,
  lease      bigint not null,
  attempts   bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  progress   text not null,
  message    text not null,
  constraint job_state check (state in ('waiting', 'running', 'done', 'failed', 'stopped'))
);
create index job_open on job (created_at, job) where state in ('waiting', 'running');

create table import_mark (
  source text not null primary key,
  mark   text not null
);

create table foreign_fact (
  kind     text not null,
  campaign text not null,
  subject  text not null,
  object   text not null,
  at       bigint not null,
  body     text not null,
  primary key (kind, campaign, subject, object, at)
) /*sqlite without rowid*/;
create index foreign_fact_person on foreign_fact (subject, kind) where kind in ('trait', 'sent', 'redemption');

create table token (
  token      text not null primary key,
  hash       blob not null unique,
  shown      text not null,
  name       text not null,
  role       text not null,
  stores     text not null,
  till       text not null,
  created_at bigint not null,
  expires_at bigint not null,
  revoked_at bigint not null
);

create table staff (
  staff       text not null primary key,
  login       text not null unique,
  name        text not null,
  role        text not null,
  stores      text not null,
  password    text not null,
  created_at  bigint not null,
  disabled_at bigint not null
);

create table session (
  hash       blob not null primary key,
  staff      text not null,
  created_at bigint not null,
  seen_at    bigint not null,
  ends_at    bigint not null
);

create table audit (
  seq    bigint not null,
  n      bigint not null,
  bucket bigint not null,
  at     bigint not null,
  actor  text not null,
  action text not null,
  object text not null,
  reason text not null,
  primary key (seq, n, bucket)
);

create table idempotency (
  credential  text not null,
  key         text not null,
  fingerprint blob not null,
  status      bigint not null,
  body        blob not null,
  at          bigint not null,
  primary key (credential, key)
);

create table key_ring (
  name       text not null primary key,
  wrapped    blob not null,
  created_at bigint not null
);

create table erasure (
  customer bigint not null,
  bucket   bigint not null,
  at       bigint not null,
  primary key (customer, bucket)
);

/*postgres create sequence journal_seq increment by 1000; */
