-- answer.expire: drops answers older than 35 days among the first ones, a bounded number at once. They were given in the order of
-- their numbers. One that a clock dated too late, should it stand among the first, goes in its time: it holds back what lies behind
-- it until then at most. Index: the primary key.
-- args: before, most
delete from answer where seq <= (select max(seq) from (select seq from answer order by seq limit :most) as oldest) and at < :before
