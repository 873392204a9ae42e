-- profile.clear: all profiles, to be folded anew.
-- Twin: only a server that was restored from a dump needs it.
delete from profile
