-- plan_export.find: an export by its id.
-- args: id
select number, id, store, kind, actor, at, whole from plan_export where id = :id
