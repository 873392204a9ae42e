-- promotion.versions: which version of every promotion is the latest.
select number, version from promotion where latest = 1 order by number
