-- rollout.newest: rollouts as they stand, the last changed first, behind one of an earlier list. Index: rollout_newest.
-- args: at, id, most
select version, state, body, command, actor, reason, at from rollout
 where latest = 1 and at <= :at and (at < :at or id < :id)
 order by at desc, id desc limit :most
