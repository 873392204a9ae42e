-- snapshot.drop: a snapshot that no decision to be replayed names loses its body; its report stays.
-- args: snapshot, nothing
update snapshot set state = 'dropped', body = :nothing where snapshot = :snapshot and state in ('kept', 'refused')
