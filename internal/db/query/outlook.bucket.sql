-- outlook.bucket: a bucket's outlooks behind a customer, in the order of their ids. Index: outlook_bucket.
-- args: bucket, after, most
select customer, at, snapshot, body from outlook where bucket = :bucket and customer > :after order by customer limit :most
