-- movement.of_store: a store's movements before a moment, newest first. Index: movement_store.
-- args: store, before, most
select seq, bucket from movement_key where store = :store and at < :before order by at desc, seq desc limit :most
