-- stock_day.span: what moved in a store on each of some days. Index: primary key.
-- args: store, first, last
select day, body from stock_day where store = :store and day >= :first and day <= :last order by day
