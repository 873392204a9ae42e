-- fact.put: a row that another system left, by its natural key.
-- args: kind, campaign, subject, object, at, body
insert into foreign_fact (kind, campaign, subject, object, at, body) values (:kind, :campaign, :subject, :object, :at, :body)
on conflict (kind, campaign, subject, object, at) do update set body = excluded.body
