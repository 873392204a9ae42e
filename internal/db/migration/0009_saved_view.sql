-- Why   people name a list as they have filtered it and find it again (decision 0012).
-- Step  create; nothing stands before it.
-- Cost  none.
create table saved_view (
  staff  text not null,
  screen text not null,
  name   text not null,
  query  text not null,
  at     bigint not null,
  primary key (staff, screen, name)
) /*sqlite without rowid*/;
