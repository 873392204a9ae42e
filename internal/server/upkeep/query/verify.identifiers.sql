-- verify.identifiers: an identifier and its customer name each other.
select 'identifier of kind ' || i.kind || ' in bucket ' || cast(i.bucket as text) as subject, 'it points to customer ' || cast(i.customer as text) || ', who does not have it' as detail
from identifier i where not exists (select 1 from customer_identifier c where c.customer = i.customer and c.kind = i.kind and c.value = i.value)
union all
select 'customer ' || cast(c.customer as text), 'an identifier of kind ' || c.kind || ' of theirs points to nobody'
from customer_identifier c where not exists (select 1 from identifier i where i.kind = c.kind and i.value = c.value)
order by 1 limit 20
