-- invitation.replace: a new link for someone puts the open ones out of use.
-- args: staff, now
update invitation set revoked_at = :now where staff = :staff and staff <> '' and used_at = 0 and revoked_at = 0
