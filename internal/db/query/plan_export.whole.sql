-- plan_export.whole: all that belongs to an export went out under it.
-- args: number
update plan_export set whole = 1 where number = :number and whole = 0
