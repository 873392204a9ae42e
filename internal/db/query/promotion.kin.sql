-- promotion.kin: the store versions of a promotion, as promotions. Index: promotion_family.
-- args: family
select number, version, promotion, body, at, family from promotion where family = :family and family <> 0 and latest = 1 order by number
