-- delisting.put: keeps which products are proposed to leave, as last read.
-- args: at, body
insert into delisting (one, at, body) values (1, :at, :body)
on conflict (one) do update set at = excluded.at, body = excluded.body
