-- customer.consents: what everybody of some buckets agreed to, for learning.
-- args: first, last
select customer, consent from customer where bucket between :first and :last and erased_at = 0
