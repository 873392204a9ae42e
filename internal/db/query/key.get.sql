-- key.get: one wrapped key.
-- args: name
select wrapped from key_ring where name = :name
