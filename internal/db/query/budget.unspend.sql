-- budget.unspend: the exact reverse of budget.spend, with what is reserved again.
-- args: promotion, bucket, reserve, from_reserve, over
update budget set reserved = reserved + :reserve, spent = spent - :from_reserve, contingency = contingency + :over,
       redeemed = redeemed - 1, value_out = value_out - :from_reserve - :over
 where promotion = :promotion and bucket = :bucket
