-- answer.find: a stored answer and when it was given; 0 rows once it was dropped.
-- args: seq, bucket
select body, at from answer where seq = :seq and bucket = :bucket
