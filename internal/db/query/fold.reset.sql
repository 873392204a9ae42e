-- fold.reset: a fold begins anew.
-- args: name
update fold set epoch = 0, seq = 0 where name = :name
