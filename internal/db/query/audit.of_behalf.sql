-- audit.of_behalf: the same for one behalf. Index: audit_behalf.
-- args: behalf, at, seq, n, since, most
select seq, n, at, actor, behalf, action, object, reason from audit
 where behalf = :behalf and (at, seq, n) < (:at, :seq, :n) and at >= :since
 order by at desc, seq desc, n desc
 limit :most
