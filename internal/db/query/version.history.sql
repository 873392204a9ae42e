-- version.history: what became of a store's version, newest first.
-- args: promotion, store, before, most
select promotion, store, version, base, child, state, changes, live, attention, author, actor, command, comment, submitted_at, at, funded
  from store_version where promotion = :promotion and store = :store and version < :before order by version desc limit :most
