-- promotion.id: what tills know a promotion number by: its id, or that of the promotion it is a store's version of; and that one's number.
-- args: number
select coalesce(c.promotion, p.promotion), p.family from promotion p left join promotion c on c.number = p.family and c.latest = 1
 where p.number = :number and p.latest = 1
