-- proposal.lapse: what an earlier run proposed and nobody decided is no longer proposed. Index: proposal_pkey.
-- args: store, run
update proposal set state = 'lapsed', version = version + 1 where store = :store and run < :run and state = 'proposed'
