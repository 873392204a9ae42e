-- version.of_promotion: the store versions of a promotion as they stand, by store.
-- args: promotion, after, most
select promotion, store, version, base, child, state, changes, live, attention, author, actor, command, comment, submitted_at, at, funded
  from store_version where promotion = :promotion and store > :after and latest = 1 order by store limit :most
