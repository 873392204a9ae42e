-- budget.raise: a live promotion's cap, contingency and total limit change. Rows: 0 when more is out than the limit allows.
-- args: promotion, bucket, cap, contingency_more, most
update budget set cap = :cap, contingency = contingency + :contingency_more, most = :most
 where promotion = :promotion and bucket = :bucket and (:most = 0 or issued <= :most)
