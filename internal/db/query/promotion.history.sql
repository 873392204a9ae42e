-- promotion.history: the versions of a promotion, newest first.
-- args: number, before, most
select number, version, promotion, body, at, family, actor from promotion where number = :number and version < :before order by version desc limit :most
