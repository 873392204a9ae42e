-- doctor.sync: whether a commit waits for the disk.
-- Twin: these are the server's settings, not a connection's.
select cast(current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off' as int),
  'fsync ' || current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit')
