-- response.put: keeps how a promotion works, as last read.
-- args: promotion, at, head, body
insert into response (promotion, at, head, body) values (:promotion, :at, :head, :body)
on conflict (promotion) do update set at = excluded.at, head = excluded.head, body = excluded.body
