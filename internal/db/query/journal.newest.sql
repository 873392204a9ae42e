-- journal.newest: the number of the newest entry, to estimate how far a fold lies behind.
select coalesce(max(seq), 0) from journal
