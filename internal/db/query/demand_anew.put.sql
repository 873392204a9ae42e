-- demand_anew.put: writes a store's business day of the rebuild, unless a later state of it stands.
-- args: store, day, rules, epoch, seq, body
insert into demand_anew (store, day, rules, epoch, seq, body) values (:store, :day, :rules, :epoch, :seq, :body)
on conflict (store, day) do update set rules = excluded.rules, epoch = excluded.epoch, seq = excluded.seq, body = excluded.body
 where (demand_anew.rules, demand_anew.epoch, demand_anew.seq) <= (excluded.rules, excluded.epoch, excluded.seq)
