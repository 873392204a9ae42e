-- session.newest: all sessions that have not ended, the last used first. Index: session_seen.
-- args: now, most
select session, staff, device, created_at, seen_at, ends_at, visits, visit_reason, visit_ends_at from session
 where ends_at > :now
 order by seen_at desc, session
 limit :most
