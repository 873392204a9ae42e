-- journal.count: receipts in the journal; an estimate of size for progress and for the learning rule.
select count(*) from journal where kind = 1
