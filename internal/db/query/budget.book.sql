-- budget.book: moves of one promotion's accounts, as its ledger entries say. Rows: 0 when they would exceed the cap.
-- Shard: the promotion's bucket. The checks of the table hold the limits a second time.
-- args: promotion, bucket, reserved, spent, contingency, overspent, issued, redeemed, voided, expired, kin
update budget set reserved = reserved + :reserved, spent = spent + :spent, contingency = contingency + :contingency,
       overspent = overspent + :overspent, issued = issued + :issued, redeemed = redeemed + :redeemed,
       voided = voided + :voided, expired = expired + :expired, kin = kin + :kin
 where promotion = :promotion and bucket = :bucket and reserved + :reserved + spent + :spent <= cap
