-- decision.find: the decision of one write.
-- args: seq, bucket
select decision, customer, store, at, ghosts, body from decision where seq = :seq and bucket = :bucket
