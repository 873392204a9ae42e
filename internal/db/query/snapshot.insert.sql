-- snapshot.insert: what a run of learning made, published or refused. Rows: 0 when another one stands meanwhile.
-- args: snapshot, created_at, state, receipts, report, body
insert into snapshot (snapshot, created_at, state, receipts, report, body) values (:snapshot, :created_at, :state, :receipts, :report, :body)
on conflict do nothing
