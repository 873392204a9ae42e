-- proposal.changed: orders of another number of units than proposed, since a moment. Index: proposal_decided.
-- args: since, most
select store, run, line, kind, product, source, supplier, class, due, units, agreed, gain, state, version, actor, reason, decided_at, export, booked, body from proposal where decided_at >= :since and decided_at > 0 and kind = 'order' and agreed > 0 and agreed <> units order by decided_at, store, run, line limit :most
