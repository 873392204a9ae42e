package retail

import (
	"time"

	"sartor/internal/fault"
)

// BusinessDay is a store's trading date as days since 1970-01-01: the local
// day, cut at 04:00 unless configured, so that a receipt at 01:30 still belongs
// to the evening before.
type BusinessDay int32

// DefaultCut is the local time at which a new business day begins.
const DefaultCut = 4 * time.Hour

// DayOf returns the business day of an instant in a store's zone.
func DayOf(at time.Time, zone *time.Location, cut time.Duration) BusinessDay {
	local := at.In(zone)
	y, m, d := local.Date()
	day := Day(y, m, d)
	h, min, s := local.Clock()
	if time.Duration(h)*time.Hour+time.Duration(min)*time.Minute+time.Duration(s)*time.Second < cut {
		day--
	}
	return day
}

// Day returns the business day of a date.
func Day(y int, m time.Month, d int) BusinessDay {
	return BusinessDay(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads YYYY-MM-DD.
func ParseDay(s string) (BusinessDay, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fault.New(fault.Invalid, "date", "%q is not a date such as 2026-11-23", clip(s))
	}
	return BusinessDay(t.Unix() / 86400), nil
}

// Time returns midnight UTC of the date, for formatting only.
func (d BusinessDay) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String formats YYYY-MM-DD.
func (d BusinessDay) String() string { return d.Time().Format(time.DateOnly) }

// Micros is an instant as microseconds since 1970 UTC: the stored form.
type Micros int64

// MicrosOf converts a time.
func MicrosOf(t time.Time) Micros { return Micros(t.UnixMicro()) }

// Time converts back, in UTC.
func (m Micros) Time() time.Time { return time.UnixMicro(int64(m)).UTC() }
