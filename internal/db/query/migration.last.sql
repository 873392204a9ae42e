-- migration.last: the newest applied migration, 0 when there is none.
select coalesce(max(number), 0) from migration
