-- rollout.history: what was done to a rollout before a version, newest first. Index: primary key.
-- args: id, before, most
select version, state, body, command, actor, reason, at from rollout where id = :id and version < :before order by version desc limit :most
