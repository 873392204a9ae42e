-- promotion.find: the latest version of one promotion of head office's.
-- args: promotion
select number, version, promotion, body, at, family from promotion where promotion = :promotion and latest = 1 and family = 0
