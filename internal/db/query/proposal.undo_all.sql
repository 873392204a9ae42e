-- proposal.undo_all: what somebody accepted in a store at one moment, and neither went out nor was decided since, is proposed again; under a newer run it lapses. Index: proposal_decided.
-- args: store, at, actor, run
update proposal set state = case when run < :run then 'lapsed' else 'proposed' end, agreed = 0, version = version + 1
 where decided_at = :at and decided_at > 0 and store = :store and actor = :actor and state = 'accepted'
