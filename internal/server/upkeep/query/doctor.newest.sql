-- doctor.newest: the latest time on the receipts that came last.
select coalesce(max(at), 0) from (select at from journal order by seq desc limit 1000) as latest
