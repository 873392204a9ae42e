-- promotion.by_id: the latest versions of head office's promotions behind an id, by id.
-- args: after, most
select number, version, promotion, body, at, family from promotion where latest = 1 and family = 0 and promotion > :after order by promotion limit :most
