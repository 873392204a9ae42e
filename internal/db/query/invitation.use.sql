-- invitation.use: a link lets somebody in, once. Rows: 0 it was used, withdrawn, or is too old.
-- args: invitation, now
update invitation set used_at = :now where invitation = :invitation and used_at = 0 and revoked_at = 0 and expires_at > :now
