-- stock_day.clear: movements are folded anew.
delete from stock_day
