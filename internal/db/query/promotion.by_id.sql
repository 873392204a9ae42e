-- promotion.by_id: the latest versions behind an id, by id.
-- args: after, most
select number, version, promotion, body, at from promotion where latest = 1 and promotion > :after order by promotion limit :most
