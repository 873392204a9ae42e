-- session.find: a session that has not ended, and for whom it acts.
-- args: hash, now
select session, staff, device, created_at, seen_at, ends_at, visits, visit_reason, visit_ends_at from session where hash = :hash and ends_at > :now
