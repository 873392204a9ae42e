-- budget.all: every promotion's account.
select promotion, cap, reserved, spent, contingency, issued, most, voided, redeemed, expired, value_out from budget order by promotion
