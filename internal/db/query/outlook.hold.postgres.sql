-- outlook.hold: nobody else changes a customer's outlook until the transaction ends, so that sums move by what stands.
-- Twin: SQLite has one writer anyway and nothing to lock.
-- args: customer, bucket
select 1 from outlook where customer = :customer and bucket = :bucket for update
