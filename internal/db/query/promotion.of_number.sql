-- promotion.of_number: the latest version of one promotion, a store's among them. Index: promotion_pkey.
-- args: number
select number, version, promotion, body, at, family from promotion where number = :number and latest = 1
