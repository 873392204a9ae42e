-- journal.voids: what was taken back.
select body from journal where kind = 2
