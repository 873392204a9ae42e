-- journal_day.clear: positions are counted anew.
delete from journal_day
