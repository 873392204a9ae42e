-- budget.issue: reserves for one voucher. Rows: 0 when budget, total limit or contingency forbid it.
-- Shard: the promotion's bucket. Index: budget_pkey. The checks of the table hold it a second time.
-- args: promotion, bucket, reserve
update budget set reserved = reserved + :reserve, issued = issued + 1
 where promotion = :promotion and bucket = :bucket
   and reserved + spent + :reserve <= cap and contingency >= 0 and (most = 0 or issued + kin < most)
