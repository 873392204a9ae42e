-- product.version: how often a product was written; 0 rows when unknown.
-- args: product
select version from product where product = :product
