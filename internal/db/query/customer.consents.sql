-- customer.consents: what everybody agreed to, for learning.
select customer, consent from customer where erased_at = 0
