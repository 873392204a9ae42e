-- snapshot.stand: publishes a kept snapshot (again). Rows: 0 when it is not kept.
-- args: snapshot
update snapshot set state = 'standing' where snapshot = :snapshot and state = 'kept'
