-- proposal.of_store: what a run proposes to a store, in a state. Index: proposal_pkey.
-- args: store, run, state, kind, line, most
select store, run, line, kind, product, source, supplier, class, due, units, agreed, gain, state, version, actor, reason, decided_at, export, booked, body from proposal
 where store = :store and run = :run and line > :line and (:state = '' or state = :state) and (:kind = '' or kind = :kind)
 order by line limit :most
