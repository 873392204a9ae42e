-- identifier.find: who an identifier points to.
-- args: kind, value, bucket
select customer from identifier where kind = :kind and value = :value and bucket = :bucket
