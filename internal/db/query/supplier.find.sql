-- supplier.find: how one product is supplied.
-- args: product
select product, supplier, lead_days, spread, order_days, min_order from supplier where product = :product
