-- verify.consent: profiles and outlooks of customers who do not allow one. Bits 1 and 16 of consent: answered, and granted (package customer).
-- args: declared
select 'customer ' || cast(p.customer as text) as subject, p.what || ' is kept without consent to a profile' as detail
from (select 'a profile' as what, customer, bucket from profile union all select 'an outlook', customer, bucket from outlook) p left join customer c on c.customer = p.customer and c.bucket = p.bucket
where c.customer is null or c.erased_at <> 0
   or case when c.consent & 1 = 0 then :declared else c.consent & 16 end = 0
order by 1 limit 20
