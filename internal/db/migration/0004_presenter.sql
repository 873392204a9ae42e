-- Why   per_customer is checked again against whoever presents a voucher, and vouchers lie in buckets of their own:
--       the customer's redemptions must be counted where the customer lies.
-- Step  expand: a new table; redemptions from before it count to no limit.
-- Cost  none; one small row for each redemption of a known customer, removed when it is taken back.

create table customer_redemption (
  customer       bigint not null,
  promotion      bigint not null,
  receipt        text not null,
  alias          bigint not null,
  voucher_bucket bigint not null,
  bucket         bigint not null,
  primary key (customer, promotion, receipt, alias, voucher_bucket, bucket)
) /*sqlite without rowid*/;
