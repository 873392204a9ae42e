-- promotion.number: the next free promotion number.
select coalesce(max(number), 0) + 1 from promotion
