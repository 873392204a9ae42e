-- snapshot.extend: adds to what a run of learning made a part that no decision reads. Rows: 0 when its body is not kept.
-- args: snapshot, report, body
update snapshot set report = :report, body = :body where snapshot = :snapshot and state <> 'dropped'
