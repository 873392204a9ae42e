-- audit.newest: the audit before a place, newest first. Index: audit_at.
-- args: at, seq, n, since, most
select seq, n, at, actor, behalf, action, object, reason from audit
 where (at, seq, n) < (:at, :seq, :n) and at >= :since
 order by at desc, seq desc, n desc
 limit :most
