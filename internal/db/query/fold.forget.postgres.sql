-- fold.forget: the folds begin anew.
-- Twin: only a server that was restored from a dump needs it.
delete from fold
