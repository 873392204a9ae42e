-- rollout.insert: a step of a rollout. Rows: 0 when another writer was first.
-- args: id, version, state, body, command, actor, reason, at
insert into rollout (id, version, latest, state, body, command, actor, reason, at)
values (:id, :version, 1, :state, :body, :command, :actor, :reason, :at)
on conflict do nothing
