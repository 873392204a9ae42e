-- erase.identifier: an identifier no longer points to anybody.
-- args: kind, value, bucket, customer
delete from identifier where kind = :kind and value = :value and bucket = :bucket and customer = :customer
