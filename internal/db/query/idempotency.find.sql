-- idempotency.find: the stored answer of a key.
-- args: credential, key
select fingerprint, status, body, at from idempotency where credential = :credential and key = :key
