-- fold.begin: a fold that has read nothing yet, unless it stands.
-- args: name
insert into fold (name, epoch, seq) values (:name, 0, 0) on conflict do nothing
