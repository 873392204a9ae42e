-- plan_run.last: the greatest number of a run.
select coalesce(max(number), 0) from plan_run
