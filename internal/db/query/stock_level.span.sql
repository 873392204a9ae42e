-- stock_level.span: what a store held at the end of each of some days. Index: primary key.
-- args: store, first, last
select day, body from stock_level where store = :store and day >= :first and day <= :last order by day
