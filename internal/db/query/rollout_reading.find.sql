-- rollout_reading.find: how a rollout was read last. Index: primary key.
-- args: rollout
select body from rollout_reading where rollout = :rollout
