-- proposal.unbooked: what went out and is not in the books of stock yet. Index: proposal_unbooked.
-- args: store, run, line, most
select store, run, line, kind, product, source, supplier, class, due, units, agreed, gain, state, version, actor, reason, decided_at, export, booked, body from proposal
 where state = 'sent' and booked = 0 and store >= :store and (store > :store or run > :run or (run = :run and line > :line))
 order by store, run, line limit :most
