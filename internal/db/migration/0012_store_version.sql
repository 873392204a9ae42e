-- Why   stores have versions of a promotion: promotions of their own, with a part of its budget (decision 0014).
-- Step  expand: what stands is nobody's version; family is the number of the centre's promotion, 0 for itself.
-- Cost  no rewrite; two partial indexes over nothing, and one check over a row for each promotion.

alter table promotion add column family bigint not null default 0;
create index promotion_family on promotion (family, number) where latest = 1 and family <> 0;

alter table voucher add column family bigint not null default 0;
create index voucher_family on voucher (family, issued_at) where family <> 0;

alter table budget add column kin bigint not null default 0 constraint budget_kin check (kin >= 0 and (most = 0 or kin = 0 or issued + kin <= most));

create table store_version (
  promotion    bigint not null,
  store        bigint not null,
  version      bigint not null,
  base         bigint not null,
  child        bigint not null,
  state        text not null,
  changes      text not null,
  live         text not null,
  attention    text not null,
  author       text not null,
  actor        text not null,
  command      text not null,
  comment      text not null,
  submitted_at bigint not null,
  at           bigint not null,
  funded       bigint not null,
  latest       bigint not null,
  primary key (promotion, store, version),
  constraint store_version_state check (state in ('draft', 'submitted', 'approved', 'sent_back', 'live', 'withdrawn')),
  constraint store_version_live check (live = '' or (child <> 0 and funded = 1))
);
create unique index store_version_latest on store_version (promotion, store) where latest = 1;
create index store_version_store on store_version (store, promotion) where latest = 1;
create index store_version_waiting on store_version (submitted_at, promotion, store) where latest = 1 and state = 'submitted';
create index store_version_idle on store_version (promotion, store) where latest = 1 and live = '' and funded = 1;
