-- stock_store.all: every store of which anything was told.
select store, epoch, seq, first, closed from stock_store order by store
