-- verify.newest: the end of the journal.
select 0 as epoch, coalesce(max(seq), 0) from journal
