-- invitation.by_id: an invitation by its id.
-- args: invitation
select invitation, hash, name, staff, role, stores, served, invited_by, created_at, expires_at, used_at, revoked_at from invitation where invitation = :invitation
