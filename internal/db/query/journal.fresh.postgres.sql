-- journal.fresh: receipts behind a position, counted up to a limit: what may be new to learn from.
-- Twin: positions carry the transaction's id here.
-- args: epoch, seq, most
select count(*) from (
  select 1 from journal where (epoch, seq) > (:epoch, :seq) and kind = 1 limit :most
) as fresh
