-- audit.append: who did what to what, for whom, and why.
-- args: seq, n, bucket, at, actor, behalf, action, object, reason
insert into audit (seq, n, bucket, at, actor, behalf, action, object, reason)
values (:seq, :n, :bucket, :at, :actor, :behalf, :action, :object, :reason)
