-- proposal.sums: how a run's proposals stand. Index: proposal_run.
-- args: run
select kind, state, class, count(*), sum(agreed), sum(gain) from proposal where run = :run group by kind, state, class order by kind, state, class
