-- fold.position: how far a fold has read.
-- args: name
select epoch, seq from fold where name = :name
