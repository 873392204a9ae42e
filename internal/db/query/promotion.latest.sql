-- promotion.latest: the latest version of every promotion of head office's.
select number, version, promotion, body, at, family from promotion where latest = 1 and family = 0 order by number
