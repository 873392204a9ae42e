-- budget.raise: a live promotion's cap, contingency and total limit change. Rows: 0 when more is out than the limit allows.
-- args: promotion, bucket, cap_more, contingency_more, most
update budget set cap = cap + :cap_more, contingency = contingency + :contingency_more, most = :most
 where promotion = :promotion and bucket = :bucket and (:most = 0 or issued + kin <= :most)
