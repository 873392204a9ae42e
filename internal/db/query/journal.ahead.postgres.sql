-- journal.ahead: 1 when the journal carries transaction ids that this server has not come to yet, so that it was restored from a dump.
-- Twin: there are no such ids in a file.
select count(*) from (select 1 from journal where epoch >= cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint) limit 1) as ahead
