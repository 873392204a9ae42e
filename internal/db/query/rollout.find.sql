-- rollout.find: a rollout as it stands. Index: rollout_latest.
-- args: id
select version, state, body, command, actor, reason, at from rollout where id = :id and latest = 1
