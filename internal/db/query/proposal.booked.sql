-- proposal.booked: one is in the books of stock. Rows: 0 when it was.
-- args: store, run, line
update proposal set booked = 1 where store = :store and run = :run and line = :line and state = 'sent' and booked = 0
