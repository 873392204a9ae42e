-- product.meet: a product seen on a receipt and in no list; Rows: 0 when it is known already.
-- args: product
insert into product (number, product, gtin, name, brand, category, department, price, cost, unit, case_pack, shelf_life, restriction, listed, version)
values ((select coalesce(max(number), 0) + 1 from product), :product, '', '', '', '', '', 0, null, 'EA', 0, 0, 0, 0, 1)
on conflict (product) do nothing
