-- promotion.id: the id behind a promotion number.
-- args: number
select promotion from promotion where number = :number and latest = 1
