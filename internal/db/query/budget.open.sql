-- budget.open: the account of a promotion that goes live. Rows: 0 when it was open before.
-- args: promotion, bucket, cap, contingency, most
insert into budget (promotion, bucket, cap, reserved, spent, contingency, overspent, issued, most, voided, redeemed, expired)
values (:promotion, :bucket, :cap, 0, 0, :contingency, 0, 0, :most, 0, 0, 0)
on conflict do nothing
