-- audit.of_object: the same for one object. Index: audit_object.
-- args: object, at, seq, n, since, most
select seq, n, at, actor, behalf, action, object, reason from audit
 where object = :object and (at, seq, n) < (:at, :seq, :n) and at >= :since
 order by at desc, seq desc, n desc
 limit :most
