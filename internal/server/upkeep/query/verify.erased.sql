-- verify.erased: what is left of customers who were forgotten.
select 'customer ' || cast(e.customer as text) as subject, 'forgotten, and still there: ' || l.what as detail
from erasure e join (
  select customer, 'the row of the customer' as what from customer where erased_at = 0
  union all select customer, 'an identifier that points to them' from identifier
  union all select customer, 'an identifier of theirs' from customer_identifier
  union all select customer, 'a proposal to merge them' from merge_proposal
  union all select other, 'a proposal to merge another with them' from merge_proposal
  union all select customer, 'their answers about consent' from consent
  union all select customer, 'their profile' from profile
  union all select customer, 'a receipt with their name' from journal where customer <> 0 and kind <> 3
  union all select customer, 'a receipt id with their name' from receipt_key where customer <> 0
  union all select customer, 'a decision about them' from decision where customer <> 0
  union all select customer, 'a voucher with their name' from voucher where customer <> 0
  union all select customer, 'what is expected of them' from outlook
  union all select customer, 'a move between segments' from segment_event
  union all select customer, 'an offer held back from them' from ghost
  union all select customer, 'a voucher they used' from customer_redemption
) l on l.customer = e.customer
union all
select 'customer ' || cast(c.customer as text), 'forgotten, and not on the list of erasures'
from customer c where c.erased_at <> 0 and not exists (select 1 from erasure e where e.customer = c.customer)
order by 1, 2 limit 20
