package table

import (
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Zone turns local times of a place into instants. It remembers the offset of
// each day it saw, since time.Date costs more than the rest of a row. It is
// not safe for use by several goroutines.
type Zone struct {
	loc     *time.Location
	day     int64 // the last day looked up
	offset  int64 // its offset in seconds
	offsets map[int64]int64
}

// changes marks a day on which the clocks change.
const changes = 1 << 40

// NewZone loads a zone by its IANA name.
func NewZone(name string) (*Zone, error) {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, fault.New(fault.Invalid, "usage", "%q is not a time zone such as Europe/London", clip(name))
	}
	return &Zone{loc: loc, day: -1 << 62, offsets: map[int64]int64{}}, nil
}

// Name returns the zone's IANA name.
func (z *Zone) Name() string { return z.loc.String() }

// Why a time is refused; the row's reason begins with the column's name.
const (
	badTime = "is not a time such as 2026-11-22T17:41:09+01:00, 2026-11-22T17:41:09 or 2026-11-22"
	badDate = "is not a date such as 2026-11-22"
)

// Parse reads an ISO time with or without offset, or a date alone. A time
// without offset is the zone's local time (one that clocks leave out or repeat
// resolves as time.Date does). A date alone means noon, so that it stays on its
// business day. It reports false for anything else.
func (z *Zone) Parse(b []byte) (retail.Micros, bool) {
	b = trim(b)
	day, rest, ok := isoDate(b)
	if !ok {
		return 0, false
	}
	if len(rest) == 0 {
		return z.instant(day, 12*3600), true
	}
	if c := rest[0]; c != 'T' && c != 't' && c != ' ' {
		return 0, false
	}
	second, rest, ok := clockTime(rest[1:])
	if !ok {
		return 0, false
	}
	micros, rest, ok := fraction(rest)
	if !ok {
		return 0, false
	}
	if len(rest) == 0 {
		return z.instant(day, second) + micros, true
	}
	offset, ok := utcOffset(rest)
	if !ok {
		return 0, false
	}
	return retail.Micros((day*86400+second-offset)*1e6) + micros, true
}

// ParseUS reads a local time as American spreadsheets write it: month first,
// "12/1/2010 8:26", with or without seconds.
func (z *Zone) ParseUS(b []byte) (retail.Micros, bool) {
	b = trim(b)
	month, b, ok1 := number(b, '/')
	date, b, ok2 := number(b, '/')
	year, b, ok3 := number(b, ' ')
	if !ok1 || !ok2 || !ok3 || year < 1000 {
		return 0, false
	}
	if len(b) > 1 && b[1] == ':' {
		b = append([]byte{'0'}, b...)
	}
	second, rest, ok := clockTime(b)
	if !ok || len(rest) != 0 || !validDate(year, month, date) {
		return 0, false
	}
	return z.instant(civil(year, month, date), second), true
}

// ParseDate reads YYYY-MM-DD.
func ParseDate(b []byte) (retail.BusinessDay, bool) {
	day, rest, ok := isoDate(trim(b))
	return retail.BusinessDay(day), ok && len(rest) == 0
}

// ParseDay reads a date, or the date of a time as it is written, whatever the
// zone; it reports false for anything else.
func ParseDay(b []byte) (retail.BusinessDay, bool) {
	day, rest, ok := isoDate(trim(b))
	if !ok || len(rest) == 0 {
		return retail.BusinessDay(day), ok
	}
	if c := rest[0]; c != 'T' && c != 't' && c != ' ' {
		return 0, false
	}
	if _, rest, ok = clockTime(rest[1:]); !ok {
		return 0, false
	}
	if _, rest, ok = fraction(rest); !ok {
		return 0, false
	}
	if len(rest) > 0 {
		_, ok = utcOffset(rest)
	}
	return retail.BusinessDay(day), ok
}

// instant returns the instant of a local day and second of the day.
func (z *Zone) instant(day, second int64) retail.Micros {
	if day != z.day {
		z.day, z.offset = day, z.lookup(day)
	}
	if z.offset == changes {
		t := time.Unix(day*86400, 0).UTC()
		local := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, int(second), 0, z.loc)
		return retail.MicrosOf(local)
	}
	return retail.Micros((day*86400 + second - z.offset) * 1e6)
}

func (z *Zone) lookup(day int64) int64 {
	if off, ok := z.offsets[day]; ok {
		return off
	}
	t := time.Unix(day*86400, 0).UTC()
	_, first := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, z.loc).Zone()
	_, last := time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, z.loc).Zone()
	off := int64(first)
	if first != last {
		off = changes
	}
	z.offsets[day] = off
	return off
}

// isoDate reads YYYY-MM-DD at the beginning and returns days since 1970.
func isoDate(b []byte) (day int64, rest []byte, ok bool) {
	if len(b) < 10 || b[4] != '-' || b[7] != '-' {
		return 0, nil, false
	}
	y1, ok1 := two(b[0:2])
	y2, ok2 := two(b[2:4])
	m, ok3 := two(b[5:7])
	d, ok4 := two(b[8:10])
	y := y1*100 + y2
	if !ok1 || !ok2 || !ok3 || !ok4 || !validDate(y, m, d) {
		return 0, nil, false
	}
	return civil(y, m, d), b[10:], true
}

// clockTime reads HH:MM or HH:MM:SS at the beginning and returns seconds.
func clockTime(b []byte) (second int64, rest []byte, ok bool) {
	if len(b) < 5 || b[2] != ':' {
		return 0, nil, false
	}
	h, ok1 := two(b[0:2])
	m, ok2 := two(b[3:5])
	if !ok1 || !ok2 || h > 23 || m > 59 {
		return 0, nil, false
	}
	second, b = h*3600+m*60, b[5:]
	if len(b) == 0 || b[0] != ':' {
		return second, b, true
	}
	if len(b) < 3 {
		return 0, nil, false
	}
	s, ok := two(b[1:3])
	return second + s, b[3:], ok && s <= 60 // 60: a leap second
}

// fraction reads .123 at the beginning, to microseconds; further digits fall.
func fraction(b []byte) (m retail.Micros, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '.' && b[0] != ',' {
		return 0, b, true
	}
	i := 1
	for unit := retail.Micros(100_000); i < len(b) && '0' <= b[i] && b[i] <= '9'; i++ {
		m += retail.Micros(b[i]-'0') * unit
		unit /= 10
	}
	return m, b[i:], i > 1 && i <= 10
}

// utcOffset reads Z, ±HH:MM, ±HHMM or ±HH, all of b, and returns seconds.
func utcOffset(b []byte) (int64, bool) {
	if len(b) == 1 && (b[0] == 'Z' || b[0] == 'z') {
		return 0, true
	}
	if len(b) < 3 || b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	h, ok := two(b[1:3])
	minutes := int64(0)
	switch {
	case len(b) == 3:
	case len(b) == 5:
		minutes, _ = two(b[3:5])
		ok = ok && isDigits(b[3:5])
	case len(b) == 6 && b[3] == ':':
		minutes, _ = two(b[4:6])
		ok = ok && isDigits(b[4:6])
	default:
		return 0, false
	}
	if !ok || h > 15 || minutes > 59 {
		return 0, false
	}
	seconds := h*3600 + minutes*60
	if b[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// number reads one to four digits up to a stop byte.
func number(b []byte, stop byte) (n int64, rest []byte, ok bool) {
	for i, c := range b {
		if c == stop {
			return n, b[i+1:], i > 0
		}
		if c < '0' || c > '9' || i == 4 {
			break
		}
		n = n*10 + int64(c-'0')
	}
	return 0, nil, false
}

func two(b []byte) (int64, bool) {
	return int64(b[0]-'0')*10 + int64(b[1]-'0'), isDigits(b)
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func validDate(y, m, d int64) bool {
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return false
	}
	if d <= 28 {
		return true
	}
	last := time.Date(int(y), time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return d <= int64(last)
}

// civil returns days since 1970-01-01 of a valid date of the Gregorian calendar.
// Years are counted from March so that the leap day is the last; 400 years
// have 146,097 days.
func civil(y, m, d int64) int64 {
	if m <= 2 {
		y, m = y-1, m+12
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	year := y - era*400
	dayOfYear := (153*(m-3)+2)/5 + d - 1
	return era*146097 + year*365 + year/4 - year/100 + dayOfYear - 719468
}
