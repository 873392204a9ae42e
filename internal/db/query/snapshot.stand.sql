-- snapshot.stand: publishes a kept or refused snapshot. Rows: 0 when its body is not kept.
-- args: snapshot
update snapshot set state = 'standing' where snapshot = :snapshot and state in ('kept', 'refused')
