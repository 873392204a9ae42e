-- key.put: keeps a wrapped key. Rows: 0 when one of that name stands already.
-- args: name, wrapped, created_at
insert into key_ring (name, wrapped, created_at) values (:name, :wrapped, :created_at) on conflict do nothing
