-- store.all: every store.
select number, store, name, region, kind, latitude, longitude, zone, currency, opened from store order by number
