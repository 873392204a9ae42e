-- proposal.of_export: what went out under an export, behind one. Index: proposal_export.
-- args: export, store, run, line, most
select store, run, line, kind, product, source, supplier, class, due, units, agreed, gain, state, version, actor, reason, decided_at, export, booked, body from proposal
 where export = :export and export > 0 and store >= :store and (store > :store or run > :run or (run = :run and line > :line))
 order by store, run, line limit :most
