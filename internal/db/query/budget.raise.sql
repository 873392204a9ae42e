-- budget.raise: a live promotion's cap, contingency and total limit change. Rows: 1.
-- args: promotion, bucket, cap, contingency_more, most
update budget set cap = :cap, contingency = contingency + :contingency_more, most = :most
 where promotion = :promotion and bucket = :bucket
