-- catalogue.lock: one writer of products and stores at a time, so that numbers stay dense.
-- Twin: SQLite has one writer anyway and nothing to lock.
select pg_advisory_xact_lock(71001)
