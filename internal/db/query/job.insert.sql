-- job.insert: adds a job. Rows: 0 when its id is taken.
-- args: job, kind, state, owner, lease, attempts, created_at, updated_at, progress, message
insert into job (job, kind, state, owner, lease, attempts, created_at, updated_at, progress, message)
values (:job, :kind, :state, :owner, :lease, :attempts, :created_at, :updated_at, :progress, :message)
on conflict do nothing
