-- invitation.insert: a link that lets one person in.
-- args: invitation, hash, name, staff, role, stores, served, invited_by, created_at, expires_at
insert into invitation (invitation, hash, name, staff, role, stores, served, invited_by, created_at, expires_at, used_at, revoked_at)
values (:invitation, :hash, :name, :staff, :role, :stores, :served, :invited_by, :created_at, :expires_at, 0, 0)
