-- plan_run.newest: the newest runs that are whole.
-- args: most
select number, day, as_of, made_at, actor, totals from plan_run where state = 'open' order by number desc limit :most
