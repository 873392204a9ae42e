-- journal.end: where the journal ends, and the highest number up to there: all of it is visible.
select 0 as epoch, coalesce(max(seq), 0) as seq, coalesce(max(seq), 0) as newest from journal
