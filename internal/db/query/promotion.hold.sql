-- promotion.hold: keeps a promotion as it is while its store versions change. Rows: 0 when it has another version by now.
-- args: number, version
update promotion set latest = 1 where number = :number and version = :version and latest = 1
