-- store.put: makes or changes a store; its number never changes.
-- args: store, name, region, kind, latitude, longitude, zone, currency, opened
insert into store (number, store, name, region, kind, latitude, longitude, zone, currency, opened, version)
values ((select coalesce(max(number), 0) + 1 from store), :store, :name, :region, :kind, :latitude, :longitude, :zone, :currency, :opened, 1)
on conflict (store) do update set
  name = excluded.name, region = excluded.region, kind = excluded.kind, latitude = excluded.latitude,
  longitude = excluded.longitude, zone = excluded.zone, currency = excluded.currency, opened = excluded.opened,
  version = store.version + 1
