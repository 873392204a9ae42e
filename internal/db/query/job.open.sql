-- job.open: what waits or runs, oldest first; the caller stops reading when it has enough.
-- Index: job_open.
select job, kind, state, owner, lease, attempts, created_at, updated_at, progress, message from job
 where state in ('waiting', 'running') order by created_at, job
