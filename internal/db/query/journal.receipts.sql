-- journal.receipts: the ids of a customer's receipts.
-- args: customer, bucket
select distinct receipt from journal where customer = :customer and customer <> 0 and bucket = :bucket and receipt <> '' order by receipt
