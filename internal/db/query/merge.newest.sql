-- merge.newest: customers who may be one person, newest first; proposals are few.
-- args: most
select customer, other, kind, value, seen_at from merge_proposal order by seen_at desc, customer, other, kind, value limit :most
