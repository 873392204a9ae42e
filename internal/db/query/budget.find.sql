-- budget.find: one promotion's own account.
-- args: promotion, bucket
select promotion, cap, reserved, spent, contingency, overspent, issued, most, redeemed, voided, expired, kin from budget
 where promotion = :promotion and bucket = :bucket
