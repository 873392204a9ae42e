-- verify.movements: a movement's id stands for its entry of the journal, in the bucket of the id.
select 'movement ' || k.movement as subject, 'entry ' || cast(k.seq as text) || ' of the journal is not its own' as detail
from movement_key k where not exists (select 1 from journal j where j.seq = k.seq and j.bucket = k.bucket and j.receipt = k.movement and j.kind = 4)
union all
select 'movement ' || j.receipt, 'entry ' || cast(j.seq as text) || ' of the journal has no id of its own'
from journal j where j.kind = 4 and not exists (select 1 from movement_key k where k.movement = j.receipt and k.bucket = j.bucket and k.seq = j.seq)
order by 1 limit 20
