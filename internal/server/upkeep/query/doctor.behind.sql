-- doctor.behind: entries of the journal that the slowest fold has not read, counted up to a limit.
-- args: most
select count(*) from (select 1 from journal where seq > (select coalesce(min(f.at), 0) from
  (select coalesce((select seq from fold where name = 'profile'), 0) as at union all select coalesce((select seq from fold where name = 'demand'), 0)) as f) limit :most) as behind
