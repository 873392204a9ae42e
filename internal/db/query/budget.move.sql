-- budget.move: a promotion hands money to a store's version, or gets it back. Rows: 0 when that much is not free.
-- args: promotion, bucket, cap, contingency
update budget set cap = cap + :cap, contingency = contingency + :contingency
 where promotion = :promotion and bucket = :bucket and cap + :cap >= reserved + spent
