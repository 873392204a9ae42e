-- promotion.find: the latest version of one promotion.
-- args: promotion
select number, version, promotion, body, at from promotion where promotion = :promotion and latest = 1
