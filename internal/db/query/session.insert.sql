-- session.insert: someone signed in.
-- args: hash, staff, created_at, ends_at
insert into session (hash, staff, created_at, seen_at, ends_at) values (:hash, :staff, :created_at, :created_at, :ends_at)
