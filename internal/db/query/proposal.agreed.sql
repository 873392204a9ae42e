-- proposal.agreed: what was agreed on and has not gone out, behind one. Index: proposal_agreed.
-- args: store, run, line, most
select store, run, line, kind, product, source, supplier, class, due, units, agreed, gain, state, version, actor, reason, decided_at, export, booked, body from proposal
 where state in ('accepted', 'adjusted') and store >= :store and (store > :store or run > :run or (run = :run and line > :line))
 order by store, run, line limit :most
