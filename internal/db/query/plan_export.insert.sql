-- plan_export.insert: an export begins. Rows: 0 when its id, or the number, was taken.
-- args: number, id, store, kind, actor, at
insert into plan_export (number, id, store, kind, actor, at, whole) values (:number, :id, :store, :kind, :actor, :at, 0) on conflict do nothing
