-- proposal.swept: what somebody accepted at one moment and nobody decided since, by store and state. Index: proposal_decided.
-- args: at, actor
select store, state, count(*) from proposal where decided_at = :at and decided_at > 0 and actor = :actor group by store, state order by store, state
