-- movement.find: what stands under a movement's id.
-- args: movement, bucket
select fingerprint from movement_key where movement = :movement and bucket = :bucket
