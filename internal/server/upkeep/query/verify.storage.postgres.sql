-- verify.storage: what the engine itself finds wrong with its pages and indexes.
-- Twin: PostgreSQL checks its own pages (data checksums, amcheck).
select '' as subject, '' as detail limit 0
