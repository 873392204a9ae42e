-- proposal.sums: how a run's proposals stand, and those of earlier runs that were agreed on and have not gone out, or were rejected or went out since a moment. Index: proposal_run, proposal_agreed, proposal_decided, proposal_export.
-- args: run, since
select kind, state, class, count(*), sum(agreed), sum(gain) from (
       select * from proposal where run = :run and state in ('proposed', 'lapsed')
 union all select * from proposal where state in ('accepted', 'adjusted')
 union all select * from proposal where state = 'rejected' and decided_at >= :since and decided_at > 0
 union all select * from proposal where export > 0 and export >= (select min(number) from plan_export where at >= :since)) as stands
 group by kind, state, class order by kind, state, class
