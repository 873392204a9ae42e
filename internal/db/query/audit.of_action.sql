-- audit.of_action: the same for one action. Index: audit_action.
-- args: action, at, seq, n, since, most
select seq, n, at, actor, behalf, action, object, reason from audit
 where action = :action and (at, seq, n) < (:at, :seq, :n) and at >= :since
 order by at desc, seq desc, n desc
 limit :most
