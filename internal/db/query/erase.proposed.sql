-- erase.proposed: proposals to merge somebody else with the customer: they hold an identifier of the customer.
-- They lie with the others, in any bucket. Index: merge_proposal_other.
-- args: customer
delete from merge_proposal where other = :customer
