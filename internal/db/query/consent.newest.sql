-- consent.newest: the time of the newest answer for a purpose, 0 when there is none.
-- args: customer, bucket, purpose
select coalesce(max(at), 0) from consent where customer = :customer and bucket = :bucket and purpose = :purpose
