-- answer.insert: the answer as it was sent, compressed.
-- args: seq, bucket, at, body
insert into answer (seq, bucket, at, body) values (:seq, :bucket, :at, :body)
