-- promotion.insert: a new version of a promotion. Rows: 0 when another writer made that version first.
-- args: number, version, promotion, state, starts, ends, body, actor, at, family
insert into promotion (number, version, promotion, state, starts, ends, body, actor, at, latest, family)
values (:number, :version, :promotion, :state, :starts, :ends, :body, :actor, :at, 1, :family)
on conflict do nothing
