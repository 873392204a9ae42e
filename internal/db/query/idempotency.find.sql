-- idempotency.find: the stored answer of a key.
-- args: credential, key
select fingerprint, status, body from idempotency where credential = :credential and key = :key
