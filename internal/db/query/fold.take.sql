-- fold.take: takes the turn of the folds. Rows: 1 it is ours, 0 another node was faster.
-- args: name, until, was
update fold set epoch = :until, seq = seq + 1 where name = :name and seq = :was
