-- job.find: one job.
-- args: job
select job, kind, state, owner, lease, attempts, created_at, updated_at, progress, message from job where job = :job
