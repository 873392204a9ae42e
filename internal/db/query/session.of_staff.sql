-- session.of_staff: the sessions of someone that have not ended, the last used first. Index: session_staff.
-- args: staff, now, most
select session, staff, device, created_at, seen_at, ends_at, visits, visit_reason, visit_ends_at from session
 where staff = :staff and ends_at > :now
 order by seen_at desc, session
 limit :most
