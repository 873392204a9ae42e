-- fold.begin: makes a fold's row where there is none.
-- args: name
insert into fold (name, epoch, seq) values (:name, 0, 0) on conflict (name) do nothing
