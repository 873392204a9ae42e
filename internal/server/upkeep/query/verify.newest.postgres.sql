-- verify.newest: the end of the journal.
-- Twin: positions carry the transaction's id here.
select coalesce(max(epoch), 0), coalesce((select max(seq) from journal where epoch = (select max(epoch) from journal)), 0) from journal
