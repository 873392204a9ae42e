-- journal.newest: the end of the journal.
-- Twin: positions carry the transaction's id here.
select epoch, seq from journal order by epoch desc, seq desc limit 1
