-- rollout.running: rollouts that run, but for one. Index: rollout_latest.
-- args: id
select version, state, body, command, actor, reason, at from rollout
 where latest = 1 and state in ('pilot', 'ramp') and id <> :id
 order by id
