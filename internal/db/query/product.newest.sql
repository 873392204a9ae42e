-- product.newest: the highest product number.
select coalesce(max(number), 0) from product
