-- proposal.decided_of: what was agreed on and has not gone out, and what was rejected or went out since a moment, whatever run proposed it: of a state, the greatest gain first, behind one. Index: proposal_agreed, proposal_decided, proposal_export.
-- args: state, since, end, kind, class, gain, store, run, line, most
select store, run, line, kind, product, source, supplier, class, due, units, agreed, gain, state, version, actor, reason, decided_at, export, booked, body from (
       select * from proposal where state in ('accepted', 'adjusted')
 union all select * from proposal where state = 'rejected' and decided_at >= :since and decided_at > 0
 union all select * from proposal where export > 0 and export >= (select min(number) from plan_export where at >= :since)) as decided
 where state = :state and gain <= :gain and (gain < :gain or store < :store or (store = :store and (run < :run or (run = :run and line < :line))))
   and (:end = 0 or store = :end or source = :end) and (:kind = '' or kind = :kind) and (:class = '' or class = :class)
 order by gain desc, store desc, run desc, line desc limit :most
