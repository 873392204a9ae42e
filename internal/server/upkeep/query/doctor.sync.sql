-- doctor.sync: how the writing connection syncs: 2 is full, and the log is wal.
select s.synchronous = 2 and j.journal_mode = 'wal', 'synchronous ' || s.synchronous || ', log ' || j.journal_mode from pragma_synchronous s, pragma_journal_mode j
