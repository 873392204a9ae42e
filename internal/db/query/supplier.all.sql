-- supplier.all: how every product is supplied, by product.
select product, supplier, lead_days, spread, order_days, min_order from supplier order by product
