// Package chance owns the chance that a customer buys within so many days, and how
// chances are judged. A model of lifetimes says one; trees over it know what it leaves
// out: bursts, pauses, what was bought last. It refuses to learn them (coming does).
//
// Invariants and their tests: a past holds nothing that came after its day (TestPastOf);
// a stored model says the same (TestModel_ReadsBack); what luck alone makes of perfect
// chances is what is said of it (TestJudge_Luck).
package chance

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"sartor/internal/model/boost"
	"sartor/internal/model/lifetime"
)

// Model says the chance to buy within Days. The zero Model, and nil, say what the
// model of lifetimes says.
type Model struct {
	Days  int
	Share float64 // of the log odds that is the trees'; the model of lifetimes has the rest
	trees *boost.Model
}

// New returns a model of trees that speak for a share of the log odds.
func New(days int, share float64, trees *boost.Model) *Model {
	return &Model{Days: days, Share: share, trees: trees}
}

// What is known of a customer's past, by place in a row.
const (
	colBase = iota // log odds of the model of lifetimes
	colIdle
	colGap  // the last one; missing before the second purchase
	colGaps // mean of the last two; missing before the third
	colCounts
	// Width is how many things are known.
	Width = colCounts + 7
)

// windows are days in which purchases are counted. Neither age nor the number of all
// purchases is looked at: they grow with the chain's own records.
func windows() [Width - colCounts]int32 { return [...]int32{7, 14, 28, 56, 84, 182, 364} }

// Past is what trees know of a customer.
type Past [Width]float32

// PastOf reads a past from purchase days, growing, as of the end of the day at; later
// days are not looked at.
func PastOf(days []int32, at int32) Past {
	var p Past
	end, _ := slices.BinarySearch(days, at+1)
	days = days[:end]
	p[colGap], p[colGaps] = float32(math.NaN()), float32(math.NaN())
	if end > 0 {
		p[colIdle] = logOf(float64(at - days[end-1]))
	}
	if end > 1 {
		p[colGap] = logOf(float64(days[end-1] - days[end-2]))
	}
	if end > 2 {
		p[colGaps] = logOf(float64(days[end-1]-days[end-3]) / 2)
	}
	for i, w := range windows() {
		from, _ := slices.BinarySearch(days, at-w+1)
		p[colCounts+i] = logOf(float64(end - from))
	}
	return p
}

func logOf(x float64) float32 { return float32(math.Log1p(x)) }

// least keeps chances from certainty, which no finite past can give.
const least = 1e-4

func clamp(p float64) float64 { return min(max(p, least), 1-least) }

// Of returns the chance of a customer with this past; base is what the model of
// lifetimes says. It takes a few microseconds and is safe for concurrent use.
func (m *Model) Of(past *Past, base float64) float64 {
	if m == nil || m.trees == nil {
		return base
	}
	row, score := past.Beside(base), [1]float64{}
	var keys [Width]uint32
	for i, v := range row {
		keys[i] = boost.Key(v)
	}
	m.trees.Scores(keys[:], score[:])
	return boost.Chance(m.Share*score[0] + (1-m.Share)*float64(row[colBase]))
}

// Beside is what trees read: the past beside what the model of lifetimes says.
func (p *Past) Beside(base float64) Past {
	row := *p
	base = clamp(base)
	row[colBase] = float32(math.Log(base / (1 - base)))
	return row
}

// stored is a model as it is written.
type stored struct {
	Days  int     `json:"days"`
	Share float64 `json:"share"`
	Trees []byte  `json:"trees"`
}

// MarshalJSON writes days, share and trees.
func (m *Model) MarshalJSON() ([]byte, error) {
	s := stored{Days: m.Days, Share: m.Share}
	if m.trees != nil {
		s.Trees = m.trees.Append(nil)
	}
	return json.Marshal(s)
}

var errStored = errors.New("chance: a stored model is damaged or of another version")

// UnmarshalJSON reads what MarshalJSON wrote.
func (m *Model) UnmarshalJSON(text []byte) error {
	var s stored
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	if s.Days < 1 || s.Days > lifetime.MostHorizon || !(s.Share >= 0 && s.Share <= 1) {
		return fmt.Errorf("%w: %d days, a share of %v", errStored, s.Days, s.Share)
	}
	out := Model{Days: s.Days, Share: s.Share}
	if len(s.Trees) > 0 {
		trees, err := boost.Decode(s.Trees)
		if err != nil {
			return err
		}
		if trees.Width() != Width {
			return fmt.Errorf("%w: it knows %d things of a past, not %d", errStored, trees.Width(), Width)
		}
		out.trees = trees
	}
	*m = out
	return nil
}
