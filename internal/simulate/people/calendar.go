package people

import (
	"time"

	"sartor/internal/retail"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// Calendar knows the days of a world: day 0 is a Monday.
type Calendar struct {
	Origin retail.BusinessDay
	feasts map[int32]draw.Nat // factor on visits, by day
	month  []uint8            // day of the month, by day from first
	turn   []uint32           // part of the year, by day from first
	first  int32
	last   int32
}

// NewCalendar prepares the days first (inclusive) to last (exclusive).
func NewCalendar(p *preset.Preset, origin retail.BusinessDay, first, last int32) *Calendar {
	c := &Calendar{Origin: origin, feasts: map[int32]draw.Nat{}, first: first, last: last}
	for d := first; d < last; d++ {
		at := (origin + retail.BusinessDay(d)).Time()
		c.month = append(c.month, uint8(at.Day()))
		c.turn = append(c.turn, uint32((uint64(at.YearDay()-1)<<32)/366))
	}
	from, to := (origin + retail.BusinessDay(first)).Time().Year(), (origin + retail.BusinessDay(last)).Time().Year()
	for year := from; year <= to; year++ {
		for _, f := range p.Feasts {
			c.feast(p, f, year)
		}
	}
	return c
}

func (c *Calendar) feast(p *preset.Preset, f preset.Feast, year int) {
	date, ok := f.Date, f.Date != ""
	if !ok {
		for _, e := range p.Easter {
			if e.Year == year {
				date, ok = e.Date, true
			}
		}
	}
	at, err := time.Parse("2006-01-02", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006-")+date)
	if !ok || err != nil {
		return // a year whose Easter the preset does not give has no moving feasts
	}
	day := int32(retail.Day(at.Date()) - c.Origin)
	if f.Date == "" {
		day += int32(f.AfterEaster)
	}
	for i, ratio := range []float64{f.Eve, f.Day, f.After} {
		c.feasts[day-1+int32(i)] = draw.NatOf(ratio)
	}
}

// Feast returns the factor on visits of a day, One on ordinary days.
func (c *Calendar) Feast(day int32) draw.Nat {
	if f, ok := c.feasts[day]; ok {
		return f
	}
	return draw.One
}

// Weekday returns 0 for Monday … 6 for Sunday.
func (c *Calendar) Weekday(day int32) int { return int((day%7 + 7) % 7) }

// MonthStart reports whether the day is one of the first five of its month.
func (c *Calendar) MonthStart(day int32) bool { return c.month[c.index(day)] <= 5 }

// Wave returns amplitude · cos(2π (month − peak)/12), where months are counted
// so that 1.0 is mid-January.
func (c *Calendar) Wave(day int32, amplitude, peak draw.Nat) draw.Nat {
	at := c.turn[c.index(day)] - uint32(int64(peak-draw.One/2)<<20/12)
	return amplitude.Mul(draw.Cos(at))
}

// YearDay returns the part of the year in 2⁻³².
func (c *Calendar) YearDay(day int32) uint32 { return c.turn[c.index(day)] }

func (c *Calendar) index(day int32) int32 { return min(max(day, c.first), c.last-1) - c.first }
