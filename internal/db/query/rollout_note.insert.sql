-- rollout_note.insert: what somebody saw of demand. Rows: 0 when the note is there already: it counts once.
-- args: rollout, id, source, region, store, count, day, actor, at
insert into rollout_note (rollout, id, source, region, store, count, day, actor, at)
values (:rollout, :id, :source, :region, :store, :count, :day, :actor, :at)
on conflict do nothing
