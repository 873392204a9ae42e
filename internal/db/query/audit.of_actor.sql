-- audit.of_actor: the same for one actor. Index: audit_actor.
-- args: actor, at, seq, n, since, most
select seq, n, at, actor, behalf, action, object, reason from audit
 where actor = :actor and (at, seq, n) < (:at, :seq, :n) and at >= :since
 order by at desc, seq desc, n desc
 limit :most
