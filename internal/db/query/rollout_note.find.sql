-- rollout_note.find: one note. Index: primary key.
-- args: rollout, id
select source, region, store, count from rollout_note where rollout = :rollout and id = :id
