-- journal.settle: all that was written before the restore comes first, by its number.
-- Twin: there are no transaction ids in a file.
update journal set epoch = 0 where epoch <> 0
