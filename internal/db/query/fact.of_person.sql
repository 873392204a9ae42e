-- fact.of_person: what another system left about a customer: traits, mailings, coupons used.
-- args: account, most
select kind, campaign, object, at, body from foreign_fact
 where subject = :account and kind in ('trait', 'sent', 'redemption') order by kind, at, campaign, object limit :most
