-- proposal.insert: what is proposed.
-- args: store, run, line, kind, product, source, supplier, class, due, units, gain, body
insert into proposal (store, run, line, kind, product, source, supplier, class, due, units, agreed, gain, state, version, actor, reason, decided_at, export, booked, body)
values (:store, :run, :line, :kind, :product, :source, :supplier, :class, :due, :units, 0, :gain, 'proposed', 1, '', '', 0, 0, 0, :body)
