-- decision.of_customer: what was decided for a customer, newest first. Each lies beside the journal entry of its receipt, under
-- one number. Index: journal_customer.
-- args: customer, bucket, most
select d.decision, d.at, d.body from journal j join decision d on d.seq = j.seq and d.bucket = j.bucket
 where j.customer = :customer and j.customer <> 0 and j.bucket = :bucket and d.customer = :customer order by d.at desc, d.seq limit :most
