-- doctor.behind: entries of the journal that the slowest fold has not read, counted up to a limit.
-- Twin: positions carry the transaction's id here.
-- args: most
select count(*) from (select 1 from journal where epoch > (select coalesce(min(f.at), 0) from
  (select coalesce((select epoch from fold where name = 'profile'), 0) as at union all select coalesce((select epoch from fold where name = 'demand'), 0)) as f) limit :most) as behind
