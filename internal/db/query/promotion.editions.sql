-- promotion.editions: the versions of one promotion up to one of them, the newest first, with who wrote them.
-- args: number, version, most
select version, promotion, body, actor, at from promotion where number = :number and version <= :version order by version desc limit :most
