-- erase.facts: what another system left about a customer goes.
-- args: account
delete from foreign_fact where subject = :account and kind in ('trait', 'sent', 'redemption')
