-- decision.insert: what was decided, with its inputs.
-- args: seq, bucket, decision, customer, store, at, ghosts, body
insert into decision (seq, bucket, decision, customer, store, at, ghosts, body)
values (:seq, :bucket, :decision, :customer, :store, :at, :ghosts, :body)
