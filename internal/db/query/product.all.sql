-- product.all: every product, listed or not.
select number, product, gtin, name, brand, category, department, price, cost, unit, case_pack, shelf_life, restriction, listed
from product order by number
