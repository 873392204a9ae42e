-- version.insert: what becomes of a store's version. Rows: 0 when another writer was first.
-- args: promotion, store, version, base, child, state, changes, live, attention, author, actor, command, comment, submitted_at, at, funded
insert into store_version (promotion, store, version, base, child, state, changes, live, attention, author, actor, command, comment, submitted_at, at, funded, latest)
values (:promotion, :store, :version, :base, :child, :state, :changes, :live, :attention, :author, :actor, :command, :comment, :submitted_at, :at, :funded, 1)
on conflict do nothing
