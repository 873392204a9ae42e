-- proposal.send: what was agreed on in a store goes out under an export. Index: proposal_agreed.
-- args: store, export, kind
update proposal set state = 'sent', export = :export, version = version + 1
 where store = :store and state in ('accepted', 'adjusted') and agreed > 0 and (:kind = '' or kind = :kind)
