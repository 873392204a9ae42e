-- migration.table: makes the list of applied migrations.
create table if not exists migration (number bigint not null primary key, name text not null)
