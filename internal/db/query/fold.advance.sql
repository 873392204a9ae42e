-- fold.advance: a fold has read and written everything up to a position.
-- args: name, epoch, seq
insert into fold (name, epoch, seq) values (:name, :epoch, :seq)
on conflict (name) do update set epoch = excluded.epoch, seq = excluded.seq
