-- answer.expire: drops answers older than 35 days, a bounded number at once.
-- args: before, most
delete from answer where seq in (select seq from answer where at < :before order by at limit :most)
