-- proposal.decide: one is decided, as it was read. Rows: 0 when it changed meanwhile, lapsed or went out.
-- args: store, run, line, version, state, agreed, actor, reason, at
update proposal set state = :state, agreed = :agreed, actor = :actor, reason = :reason, decided_at = :at, version = version + 1
 where store = :store and run = :run and line = :line and version = :version and state in ('proposed', 'accepted', 'adjusted', 'rejected')
