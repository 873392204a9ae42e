-- staff.lock: one change of staff at a time, so that two owners do not disable each other.
-- Twin: SQLite has one writer anyway and nothing to lock.
select pg_advisory_xact_lock(71002)
