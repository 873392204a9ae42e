-- consent.after: whose consent to a profile was answered behind a position, in the order of recording.
-- args: epoch, seq, most
select :epoch as epoch, recorded_at, customer from consent
 where recorded_at > :seq and purpose = 'profile' order by recorded_at limit :most
