-- Why   the console lists vouchers that were used twice; they are few among many.
-- Step  create an index over the flagged redemptions only.
-- Cost  one scan of redemptions; safe while tills redeem.
create index redemption_flagged on redemption (at, receipt) where flag <> '';
