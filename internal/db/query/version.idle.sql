-- version.idle: withdrawn versions that still hold money. Index: store_version_idle.
-- args: promotion, store, most
select promotion, store, version, base, child, state, changes, live, attention, author, actor, command, comment, submitted_at, at, funded
  from store_version
 where latest = 1 and live = '' and funded = 1 and (promotion > :promotion or (promotion = :promotion and store > :store))
 order by promotion, store limit :most
