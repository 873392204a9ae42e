-- session.insert: someone signed in.
-- args: hash, session, staff, device, created_at, ends_at
insert into session (hash, session, staff, device, created_at, seen_at, ends_at)
values (:hash, :session, :staff, :device, :created_at, :created_at, :ends_at)
