-- proposal.prune: what lapsed in runs long past goes. Index: proposal_pkey.
-- args: store, run
delete from proposal where store = :store and run < :run and state = 'lapsed'
