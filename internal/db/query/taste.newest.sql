-- taste.newest: the day that tastes were last read through, 0 for never.
select coalesce(max(day), 0) from taste
