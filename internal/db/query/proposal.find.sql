-- proposal.find: one proposal.
-- args: store, run, line
select store, run, line, kind, product, source, supplier, class, due, units, agreed, gain, state, version, actor, reason, decided_at, export, booked, body from proposal where store = :store and run = :run and line = :line
