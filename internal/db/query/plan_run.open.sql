-- plan_run.open: a run is whole. Rows: 0 when it is already.
-- args: number, made_at, totals
update plan_run set state = 'open', made_at = :made_at, totals = :totals where number = :number and state = 'making'
