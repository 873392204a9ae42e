-- proposal.accept_all: all that a run proposes to a store and that fits is accepted. Index: proposal_pkey.
-- args: store, run, kind, class, gain, units, actor, reason, at
update proposal set state = 'accepted', agreed = units, actor = :actor, reason = :reason, decided_at = :at, version = version + 1
 where store = :store and run = :run and state = 'proposed' and gain >= :gain and units <= :units and (:kind = '' or kind = :kind) and (:class = '' or class = :class)
