-- plan_run.overtaken: the greatest number of a run that looked at stock later, 0 for none.
-- args: as_of
select coalesce(max(number), 0) from plan_run where as_of > :as_of
