-- snapshot.retire: the standing snapshot makes room.
update snapshot set state = 'kept' where state = 'standing'
