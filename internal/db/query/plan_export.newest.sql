-- plan_export.newest: the newest exports.
-- args: most
select number, id, store, kind, actor, at, whole from plan_export order by number desc limit :most
