-- decision.newest: the newest decisions.
-- args: most
select body from decision order by seq desc limit :most
