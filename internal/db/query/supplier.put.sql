-- supplier.put: how a product is supplied.
-- args: product, supplier, lead_days, spread, order_days, min_order, at, actor
insert into supplier (product, supplier, lead_days, spread, order_days, min_order, at, actor)
values (:product, :supplier, :lead_days, :spread, :order_days, :min_order, :at, :actor)
on conflict (product) do update set supplier = excluded.supplier, lead_days = excluded.lead_days, spread = excluded.spread,
  order_days = excluded.order_days, min_order = excluded.min_order, at = excluded.at, actor = excluded.actor
