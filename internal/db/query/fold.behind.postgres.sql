-- fold.behind: journal entries and answers that no fold has read yet, counted up to a limit.
-- Twin: positions carry the transaction's id here. Each is read once, by itself, so that the index of positions is used.
-- args: most
select (select count(*) from (select 1 from journal where (epoch, seq) > (coalesce((select epoch from fold where name = 'demand'), 0), coalesce((select seq from fold where name = 'demand'), 0)) order by epoch, seq limit :most) as days)
     + (select count(*) from (select 1 from journal where (epoch, seq) > (coalesce((select epoch from fold where name = 'profile'), 0), coalesce((select seq from fold where name = 'profile'), 0)) order by epoch, seq limit :most) as people)
     + (select count(*) from (select 1 from consent where (epoch, recorded_at) > (coalesce((select epoch from fold where name = 'consent'), 0), coalesce((select seq from fold where name = 'consent'), 0)) and purpose = 'profile' order by epoch, recorded_at limit :most) as answers)
