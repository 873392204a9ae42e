-- rollout.lock: one pilot begins at a time, so that no product has two.
-- Twin: SQLite has one writer anyway and nothing to lock.
select pg_advisory_xact_lock(71003)
