-- audit.append: who did what to what, and why.
-- args: seq, n, bucket, at, actor, action, object, reason
insert into audit (seq, n, bucket, at, actor, action, object, reason) values (:seq, :n, :bucket, :at, :actor, :action, :object, :reason)
