-- staff.speak: what the console speaks to somebody who may sign in. Rows: 0 when unknown or disabled.
-- args: staff, language
update staff set language = :language where staff = :staff and disabled_at = 0
