-- demand.all: every store's business day.
select store, day, body from demand order by store, day
