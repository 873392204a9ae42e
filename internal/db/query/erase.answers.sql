-- erase.answers: stored answers of the customer's receipts.
-- args: customer, bucket
delete from answer where bucket = :bucket and seq in
  (select seq from journal where customer = :customer and customer <> 0 and bucket = :bucket)
