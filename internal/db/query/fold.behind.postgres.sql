-- fold.behind: journal entries and answers that no fold has read yet, counted up to a limit.
-- Twin: positions carry the transaction's id here.
-- args: most
select (select count(*) from (select 1 from journal j left join fold f on f.name = 'demand' where (j.epoch, j.seq) > (coalesce(f.epoch, 0), coalesce(f.seq, 0)) limit :most) as days)
     + (select count(*) from (select 1 from journal j left join fold f on f.name = 'profile' where (j.epoch, j.seq) > (coalesce(f.epoch, 0), coalesce(f.seq, 0)) limit :most) as people)
     + (select count(*) from (select 1 from consent c left join fold f on f.name = 'consent' where (c.epoch, c.recorded_at) > (coalesce(f.epoch, 0), coalesce(f.seq, 0)) and c.purpose = 'profile' limit :most) as answers)
