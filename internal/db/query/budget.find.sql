-- budget.find: one promotion's account.
-- args: promotion, bucket
select promotion, cap, reserved, spent, contingency, overspent, issued, most, redeemed, voided, expired from budget
 where promotion = :promotion and bucket = :bucket
