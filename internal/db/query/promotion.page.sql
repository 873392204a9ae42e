-- promotion.page: the latest versions behind a cursor.
-- args: after, most
select number, version, promotion, body, at from promotion where latest = 1 and number > :after order by number limit :most
