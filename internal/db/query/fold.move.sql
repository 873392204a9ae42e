-- fold.move: a fold has read and written everything up to a position. Rows: 0 when somebody else moved it.
-- args: name, was_epoch, was_seq, epoch, seq
update fold set epoch = :epoch, seq = :seq where name = :name and epoch = :was_epoch and seq = :was_seq
