-- journal.fresh: receipts behind a position, counted up to a limit: what may be new to learn from.
-- args: epoch, seq, most
select count(*) from (
  select 1 from journal where :epoch = :epoch and seq > :seq and kind = 1 limit :most
) as fresh
