-- stock_level.clear: levels are made anew.
delete from stock_level
