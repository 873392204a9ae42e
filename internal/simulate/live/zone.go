package live

import (
	"fmt"
	"time"
)

// ZoneFor chooses a zone of whole hours in which it is about 18:20 now: from
// 17:50 to 18:50. Its name is that of the tz database, "Etc/GMT-5" for five
// hours east of Greenwich.
func ZoneFor(now time.Time) *time.Location {
	utc := now.UTC()
	minute := utc.Hour()*60 + utc.Minute()
	for east := -11; east <= 12; east++ {
		local := ((minute+60*east)%1440 + 1440) % 1440
		if local < 17*60+50 || local >= 18*60+50 {
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
