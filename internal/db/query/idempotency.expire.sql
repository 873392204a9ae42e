-- idempotency.expire: drops answers to keys older than 48 hours, a bounded number at once.
-- args: before, most
delete from idempotency where (credential, key) in
  (select credential, key from idempotency where at < :before order by at, credential, key limit :most)
