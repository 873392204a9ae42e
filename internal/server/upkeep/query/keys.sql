-- keys: the chain's keys as they are kept, sealed by the key of the key file.
select name, wrapped from key_ring order by name
