-- promotion.all: the latest version of every promotion, of stores' versions too.
select number, version, promotion, body, at, family from promotion where latest = 1 order by number
