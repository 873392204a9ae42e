-- budget.find: one promotion's account.
-- args: promotion, bucket
select promotion, cap, reserved, spent, contingency, issued, most, voided, redeemed, expired, value_out from budget
 where promotion = :promotion and bucket = :bucket
