-- snapshot.standing_id: the snapshot that decides now.
select snapshot from snapshot where state = 'standing' order by created_at desc limit 1
