-- Why   how promotions work by group, and what stores' customers like, is computed behind the tills and only read by pages.
-- Step  create, and an index by which a store's own customers are found.
-- Cost  two small tables, a row a promotion and a row a store. The index is built once over all customers, about 20 bytes each;
--       it is written when a customer is enrolled with a home store, never at a till.
create table response (
  promotion bigint not null primary key,
  at        bigint not null,
  head      text not null,
  body      text not null
);

create table taste (
  store bigint not null primary key,
  day   bigint not null,
  body  text not null
);

create index customer_home on customer (home_store, customer) where home_store <> 0;
