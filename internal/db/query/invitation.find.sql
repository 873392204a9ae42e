-- invitation.find: an invitation by the hash of its link.
-- args: hash
select invitation, hash, name, staff, role, stores, served, invited_by, created_at, expires_at, used_at, revoked_at from invitation where hash = :hash
