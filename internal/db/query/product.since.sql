-- product.since: every product above a number, listed or not; above 0 are all of them.
-- args: after
select number, product, gtin, name, brand, category, department, price, cost, unit, case_pack, shelf_life, restriction, listed
from product where number > :after order by number
