-- version.waiting: versions that wait for head office, the longest first. Index: store_version_waiting.
-- args: submitted, promotion, store, most
select promotion, store, version, base, child, state, changes, live, attention, author, actor, command, comment, submitted_at, at, funded
  from store_version
 where latest = 1 and state = 'submitted' and submitted_at >= :submitted
   and (submitted_at > :submitted or promotion > :promotion or (promotion = :promotion and store > :store))
 order by submitted_at, promotion, store limit :most
