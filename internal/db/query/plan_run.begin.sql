-- plan_run.begin: a run that is being made. Rows: 0 when another took the number.
-- args: number, day, as_of, made_at, actor
insert into plan_run (number, day, as_of, made_at, actor, state, totals) values (:number, :day, :as_of, :made_at, :actor, 'making', '') on conflict do nothing
