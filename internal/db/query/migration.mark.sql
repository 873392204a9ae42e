-- migration.mark: marks one migration applied. Rows: 1, or 0 when another process was faster.
-- args: number, name
insert into migration (number, name) values (:number, :name) on conflict do nothing
