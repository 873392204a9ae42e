-- promotion.latest: the latest version of every promotion.
select number, version, promotion, body, at from promotion where latest = 1 order by number
