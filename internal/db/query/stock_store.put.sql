-- stock_store.put: how far a store's stock has come: the position it was changed at, its first day, the last one with a level.
-- args: store, epoch, seq, first, closed
insert into stock_store (store, epoch, seq, first, closed) values (:store, :epoch, :seq, :first, :closed)
on conflict (store) do update set epoch = excluded.epoch, seq = excluded.seq, first = excluded.first, closed = excluded.closed
