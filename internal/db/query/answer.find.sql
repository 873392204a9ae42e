-- answer.find: a stored answer; 0 rows after 35 days.
-- args: seq, bucket
select body from answer where seq = :seq and bucket = :bucket
