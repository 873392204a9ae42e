-- product.put: makes or changes a product; its number never changes.
-- args: product, gtin, name, brand, category, department, price, cost, unit, case_pack, shelf_life, restriction, listed
insert into product (number, product, gtin, name, brand, category, department, price, cost, unit, case_pack, shelf_life, restriction, listed, version)
values ((select coalesce(max(number), 0) + 1 from product), :product, :gtin, :name, :brand, :category, :department, :price, :cost, :unit, :case_pack, :shelf_life, :restriction, :listed, 1)
on conflict (product) do update set
  gtin = excluded.gtin, name = excluded.name, brand = excluded.brand, category = excluded.category,
  department = excluded.department, price = excluded.price, cost = excluded.cost, unit = excluded.unit,
  case_pack = excluded.case_pack, shelf_life = excluded.shelf_life, restriction = excluded.restriction,
  listed = excluded.listed, version = product.version + 1
