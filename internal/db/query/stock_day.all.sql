-- stock_day.all: every store's days of movements.
select store, day, body from stock_day order by store, day
