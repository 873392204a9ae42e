-- export.customers: everybody who was not forgotten or merged away, and what they agreed to.
select customer, consent, created_at, home_store, language from customer where erased_at = 0 and merged_into = 0 order by customer
