-- session.visit: someone begins to act for a colleague, or ends it. Rows: 0 when the session ended.
-- args: session, visits, visit_reason, visit_ends_at
update session set visits = :visits, visit_reason = :visit_reason, visit_ends_at = :visit_ends_at where session = :session
