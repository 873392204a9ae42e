-- regular.bucket: a bucket's customers with what is expected of them and the checkpoint of their profile, behind a customer. Index: outlook_bucket.
-- args: bucket, after, most
select o.customer, o.snapshot, o.body, p.body from outlook o join profile p on p.customer = o.customer and p.bucket = o.bucket
 where o.bucket = :bucket and o.customer > :after order by o.customer limit :most
