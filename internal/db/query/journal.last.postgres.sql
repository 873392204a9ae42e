-- journal.last: the highest number a write has taken.
-- Twin: numbers come from a sequence there; nobody counts on, and nothing is read.
select cast(0 as bigint)
