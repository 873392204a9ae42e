-- idempotency.put: stores the answer of a key. Rows: 0 when another request was faster.
-- args: credential, key, fingerprint, status, body, at
insert into idempotency (credential, key, fingerprint, status, body, at) values (:credential, :key, :fingerprint, :status, :body, :at) on conflict do nothing
