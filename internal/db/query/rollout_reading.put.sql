-- rollout_reading.put: keeps how a rollout was read.
-- args: rollout, at, body
insert into rollout_reading (rollout, at, body) values (:rollout, :at, :body)
on conflict (rollout) do update set at = excluded.at, body = excluded.body
