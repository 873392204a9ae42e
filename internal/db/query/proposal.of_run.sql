-- proposal.of_run: a run's proposals in a state, the greatest gain first, behind one. Index: proposal_run.
-- args: run, state, kind, class, gain, store, line, most
select store, run, line, kind, product, source, supplier, class, due, units, agreed, gain, state, version, actor, reason, decided_at, export, booked, body from proposal
 where run = :run and state = :state and gain <= :gain and (gain < :gain or store < :store or (store = :store and line < :line))
   and (:kind = '' or kind = :kind) and (:class = '' or class = :class)
 order by gain desc, store desc, line desc limit :most
