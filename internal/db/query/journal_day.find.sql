-- journal_day.find: where the first entry of a business day stands.
-- args: day
select epoch, seq from journal_day where day = :day
