-- plan_export.last: the greatest number of an export.
select coalesce(max(number), 0) from plan_export
