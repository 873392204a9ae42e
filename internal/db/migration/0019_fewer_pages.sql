-- Why   a close pays for each page it touches; these four indexes were paid for by all and read by few.
-- Step  contract: answers go by their number, decisions are found beside their journal entry, what a voucher was issued with by
--       the voucher's own write; vouchers of one last day lie in the order they were issued in, not scattered by bucket.
-- Cost  one scan of ledger and vouchers: 2 s for 2 million vouchers on SQLite. On PostgreSQL tills of nodes that run wait for it;
--       the old indexes go behind it, so that reading goes on.
create index ledger_after on ledger (alias, bucket) where alias <> 0 and event <> 'issue';
create index voucher_due on voucher (valid_until, seq) where state = 'issued';
drop index ledger_voucher;
drop index voucher_open;
drop index answer_at;
drop index decision_customer;
