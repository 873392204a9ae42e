-- job.forget: jobs of a kind that have ended leave no row; the run that they belonged to does.
-- args: kind
delete from job where kind = :kind and state not in ('waiting', 'running')
