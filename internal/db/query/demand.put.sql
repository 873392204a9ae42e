-- demand.put: writes a store's business day, unless a later state of it stands.
-- args: store, day, rules, epoch, seq, body
insert into demand (store, day, rules, epoch, seq, body) values (:store, :day, :rules, :epoch, :seq, :body)
on conflict (store, day) do update set rules = excluded.rules, epoch = excluded.epoch, seq = excluded.seq, body = excluded.body
 where (demand.rules, demand.epoch, demand.seq) <= (excluded.rules, excluded.epoch, excluded.seq)
