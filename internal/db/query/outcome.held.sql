-- outcome.held: customers whom the promotion's own lot (arm 2) held out. Index: primary key.
-- args: promotion, most
select customer, at, valid_until, store from ghost where promotion = :promotion and arm = 2 order by customer limit :most
