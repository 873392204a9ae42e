package tonight

import (
	"context"
	"math"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db/plan"
	"sartor/internal/db/readout"
	"sartor/internal/retail"
	"sartor/internal/stat"
	kernel "sartor/internal/stock/plan"
)

// Hands is how orders that people changed turned out, once what they had to last for was
// over: who was nearer to what was sold, the plan's need or the need that the change
// says (the plan's, and the units on top)? Safety is the same for both and counts for
// neither.
type Hands struct {
	Lines  int     `json:"lines"`  // that could be compared
	Nearer int     `json:"nearer"` // of them, where the person was
	Low    float64 `json:"low"`    // 90 % range of the share of Nearer
	High   float64 `json:"high"`
	Empty  int     `json:"empty"` // left out: the shelf ran empty, and nobody knows what was wanted
}

// How far back changes are looked at, how many of them, and from how many on they say
// anything.
const (
	handsBack  = 8 * 7 * 24 * time.Hour
	mostHands  = 5000
	LeastHands = 10
)

// Share is the share of lines in which people were nearer; ok is false where they are too
// few to say.
func (h *Hands) Share() (share float64, ok bool) {
	return float64(h.Nearer) / float64(max(h.Lines, 1)), h.Lines >= LeastHands
}

// changed is an order that somebody changed, with the days it had to last for.
type changed struct {
	*plan.Row
	first, last retail.BusinessDay
	left        float64 // share of the day before the first that was still to come
	need        float64 // the plan's
	has         float64 // on the shelf and under way, with what was agreed on
}

// hands compares what people changed in the last weeks with what was sold since.
func (m *maker) hands(ctx context.Context) (out Hands, err error) {
	rows, err := m.DB.Plans().Changed(ctx, retail.MicrosOf(m.Clock().Add(-handsBack)), mostHands)
	if err != nil || len(rows) == 0 {
		return out, err
	}
	runs, err := m.DB.Plans().Newest(ctx, mostHandRuns)
	if err != nil {
		return out, err
	}
	stores := map[uint32][]changed{}
	for i := range rows {
		if c, over := m.over(&rows[i], runs); over {
			stores[c.Store] = append(stores[c.Store], c)
		}
	}
	for store, list := range stores {
		if err := m.judge(ctx, store, list, &out); err != nil {
			return out, err
		}
	}
	if out.Lines > 0 {
		in := stat.Wilson(float64(out.Nearer)/float64(out.Lines), float64(out.Lines), .9)
		out.Low, out.High = in.Low, in.High
	}
	return out, nil
}

// mostHandRuns covers handsBack with one plan a night, and some made anew.
const mostHandRuns = 150

// over reads a changed order; false while its days are not over.
func (m *maker) over(r *plan.Row, runs []plan.Run) (out changed, over bool) {
	for i := range runs {
		if runs[i].Number != r.Run {
			continue
		}
		out = changed{Row: r, first: runs[i].Day + 1, left: m.leftAt(r.Store, runs[i].AsOf.Time()), need: r.Why.Of(kernel.Need)}
		out.has = r.Why.Of(kernel.OnHand) + r.Why.Of(kernel.Coming) - r.Why.Of(kernel.Spoiling) + float64(r.Agreed)
		if r.Why.Policy == kernel.Newsvendor { // what lay there before is not sold any more
			out.first, out.left, out.has = r.Due, 0, float64(r.Agreed)
		}
		for _, t := range r.Why.Terms {
			if t.Kind == kernel.Need {
				out.last = out.first + retail.BusinessDay(t.Days) - 1
			}
		}
		return out, out.need > 0 && out.last >= out.first && out.last < m.day
	}
	return out, false
}

// share is how much of a day's sales counts.
func (c *changed) share(day retail.BusinessDay) float64 {
	switch {
	case day == c.first-1:
		return c.left
	case day >= c.first && day <= c.last:
		return 1
	}
	return 0
}

// judge compares the changes of one store.
func (m *maker) judge(ctx context.Context, store uint32, list []changed, out *Hands) error {
	span := readout.Span{Store: store, First: list[0].first - 1, Last: list[0].last}
	for _, c := range list {
		span.First, span.Last = min(span.First, c.first-1), max(span.Last, c.last)
	}
	sold := make([]float64, len(list))
	err := m.DB.Readouts().Demand(ctx, span, func(where customer.StoreDay, d *customer.Demand) error {
		for i, c := range list {
			share := c.share(where.Day)
			for k := range d.Cells {
				if share > 0 && d.Cells[k].Product == c.Product {
					sold[i] += share * (d.Cells[k].Units - d.Cells[k].Returned).Units()
				}
			}
		}
		return ctx.Err()
	})
	for i, c := range list {
		by := float64(c.Agreed - c.Units)
		switch {
		case sold[i] >= c.has-.5:
			out.Empty++
		default:
			out.Lines++
			if math.Abs(c.need+by-sold[i]) < math.Abs(c.need-sold[i]) {
				out.Nearer++
			}
		}
	}
	return err
}
