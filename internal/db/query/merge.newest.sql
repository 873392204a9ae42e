-- merge.newest: customers who may be one person and of whom nobody said they are not, newest first; proposals are few.
-- args: most
select customer, other, kind, value, seen_at from merge_proposal where rejected_at = 0 order by seen_at desc, customer, other, kind, value limit :most
