-- version.of_store: a store's versions as they stand, by promotion. Index: store_version_store.
-- args: store, after, most
select promotion, store, version, base, child, state, changes, live, attention, author, actor, command, comment, submitted_at, at, funded
  from store_version where store = :store and promotion > :after and latest = 1 order by promotion limit :most
