-- proposal.stores: the stores that a run proposes something to. Index: proposal_run.
-- args: run, state
select distinct store from proposal where run = :run and state = :state order by store
