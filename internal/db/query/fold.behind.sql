-- fold.behind: journal entries and answers that no fold has read yet, counted up to a limit.
-- args: most
select (select count(*) from (select 1 from journal where seq > coalesce((select min(seq) from fold where name in ('profile', 'demand')), 0) limit :most) as entries)
     + (select count(*) from (select 1 from consent where recorded_at > coalesce((select seq from fold where name = 'consent'), 0) and purpose = 'profile' limit :most) as answers)
