-- invitation.newest: invitations, newest first.
-- args: most
select invitation, hash, name, staff, role, stores, served, invited_by, created_at, expires_at, used_at, revoked_at from invitation
 order by created_at desc, invitation desc limit :most
