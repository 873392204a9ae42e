-- rollout_note.sums: what was seen of demand for a rollout, by source and place. Index: primary key.
-- args: rollout
select source, region, store, cast(sum(count) as bigint) from rollout_note where rollout = :rollout
 group by source, region, store order by source, region, store
