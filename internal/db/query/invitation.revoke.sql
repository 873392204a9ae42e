-- invitation.revoke: a link no longer lets anybody in. Rows: 0 it was used or withdrawn before.
-- args: invitation, now
update invitation set revoked_at = :now where invitation = :invitation and used_at = 0 and revoked_at = 0
