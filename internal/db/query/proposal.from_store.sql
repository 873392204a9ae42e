-- proposal.from_store: what a run moves away from a store. Index: proposal_source.
-- args: store, run, most
select store, run, line, kind, product, source, supplier, class, due, units, agreed, gain, state, version, actor, reason, decided_at, export, booked, body from proposal where source = :store and source > 0 and run = :run and kind = 'move' order by store, line limit :most
