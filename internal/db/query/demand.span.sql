-- demand.span: what a store sold on each of some days. Index: primary key.
-- args: store, first, last
select day, body from demand where store = :store and day >= :first and day <= :last order by day
