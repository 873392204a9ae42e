-- job.swap: replaces one version of a job by the next. Rows: 0 when somebody was faster.
-- args: job, was_state, was_owner, was_attempts, was_lease, kind, state, owner, lease, attempts, created_at, updated_at, progress, message
update job set kind = :kind, state = :state, owner = :owner, lease = :lease, attempts = :attempts, created_at = :created_at,
       updated_at = :updated_at, progress = :progress, message = :message
 where job = :job and state = :was_state and owner = :was_owner and attempts = :was_attempts and lease = :was_lease
