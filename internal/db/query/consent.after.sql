-- consent.after: customers who granted the purpose since a position, oldest first.
-- args: purpose, epoch, seq, most
select :epoch as epoch, recorded_at, customer from consent
 where recorded_at > :seq and purpose = :purpose and granted = 1 order by recorded_at, customer limit :most
