-- stock_store.clear: stock is folded anew.
delete from stock_store
