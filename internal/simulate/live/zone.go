package live

import (
	"fmt"
	"time"
)

// ZoneFor chooses a zone of whole hours in which stores are busy now: it is about
// 18:20, from 17:50 to 18:50, or where that is a Sunday, on which stores have closed
// by then, about 15:20. Its name is that of the tz database, "Etc/GMT-5" for five
// hours east of Greenwich.
func ZoneFor(now time.Time) *time.Location {
	zone := zoneAt(now, 17*60+50)
	if now.In(zone).Weekday() == time.Sunday {
		return zoneAt(now, 14*60+50)
	}
	return zone
}

// zoneAt is the zone whose clock stands in the hour from a minute of the day on.
func zoneAt(now time.Time, from int) *time.Location {
	utc := now.UTC()
	minute := utc.Hour()*60 + utc.Minute()
	for east := -11; east <= 12; east++ {
		local := ((minute+60*east)%1440 + 1440) % 1440
		if local < from || local >= from+60 {
			continue
		}
		name := "Etc/GMT"
		if east != 0 {
			name = fmt.Sprintf("Etc/GMT%+d", -east)
		}
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
		return time.FixedZone(name, 3600*east) // no tz database on this machine
	}
	return time.UTC // 24 whole hours cover the day: not reached
}
