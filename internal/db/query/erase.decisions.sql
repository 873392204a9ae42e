-- erase.decisions: what was decided for the customer, before their entries in the journal become anonymous. Index: journal_customer.
-- args: customer, bucket
delete from decision where customer = :customer and customer <> 0 and bucket = :bucket and seq in
  (select seq from journal where customer = :customer and customer <> 0 and bucket = :bucket)
