-- budget.all: every promotion's account.
select promotion, cap, reserved, spent, contingency, overspent, issued, most, redeemed, voided, expired from budget order by promotion
