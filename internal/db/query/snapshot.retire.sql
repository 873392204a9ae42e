-- snapshot.retire: the standing snapshot makes room, if it is still the one that was looked at.
-- Rows: 0 when another stands by now.
-- args: snapshot, retired_at
update snapshot set state = 'kept', retired_at = :retired_at where state = 'standing' and snapshot = :snapshot
