-- setting.get: one value of the chain's settings.
-- args: name
select value from setting where name = :name
