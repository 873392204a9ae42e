-- customer.lock: one close of a customer at a time, so that limits per customer hold.
-- Twin: SQLite has one writer anyway and nothing to lock.
-- args: customer
select pg_advisory_xact_lock(cast(:customer as bigint))
