-- version.find: a store's version of a promotion as it stands.
-- args: promotion, store
select promotion, store, version, base, child, state, changes, live, attention, author, actor, command, comment, submitted_at, at, funded
  from store_version where promotion = :promotion and store = :store and latest = 1
