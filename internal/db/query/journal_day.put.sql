-- journal_day.put: the first entry of a business day stands here; one that is known stays.
-- args: day, epoch, seq
insert into journal_day (day, epoch, seq) values (:day, :epoch, :seq) on conflict (day) do nothing
