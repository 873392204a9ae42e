-- job.newest: the jobs that changed last, newest first.
-- args: most
select job, kind, state, owner, lease, attempts, created_at, updated_at, progress, message from job
 order by updated_at desc, job limit :most
