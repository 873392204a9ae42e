-- consent.settle: all answers from before the restore come first, by their number.
-- Twin: there are no transaction ids in a file.
update consent set epoch = 0 where epoch <> 0
