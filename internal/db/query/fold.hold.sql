-- fold.hold: keeps the turn of the folds. Rows: 0 when another node has taken it; then nothing may be written.
-- args: name, until, turn
update fold set epoch = :until where name = :name and seq = :turn
