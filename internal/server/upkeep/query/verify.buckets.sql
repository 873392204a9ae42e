-- verify.buckets: rows that do not lie in the bucket of their customer (the low ten bits of the id).
select what || ' of customer ' || cast(customer as text) as subject, 'it lies in bucket ' || cast(bucket as text) || ', not in ' || cast(customer & 1023 as text) as detail
from (
  select 'the row' as what, customer, bucket from customer
  union all select 'a profile', customer, bucket from profile
  union all select 'an outlook', customer, bucket from outlook
  union all select 'a move between segments', customer, bucket from segment_event
  union all select 'an identifier', customer, bucket from customer_identifier
  union all select 'an answer about consent', customer, bucket from consent
  union all select 'a journal entry', customer, bucket from journal where customer <> 0
  union all select 'a decision', customer, bucket from decision where customer <> 0
) as rows_of where bucket <> customer & 1023
order by 1 limit 20
