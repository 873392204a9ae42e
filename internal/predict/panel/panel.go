// Package panel owns how a long file of many series becomes a grid of steps: rows in any
// order, one a series and step, with further columns whose kind is found from all of
// their cells, and what is known of them ahead. It refuses to guess: a row that does not
// hold ends the reading with its place. It opens no file and forecasts nothing.
//
// Invariants and the tests that hold them (package predict): the order of rows and
// columns does not show (TestDemand_SameForAnyWorkersAndOrderOfRows); steps without a row
// are gaps (TestHistory_GridOfSteps); two rows of one step are refused with both lines
// (TestHistory_RowsThatDoNotHold).
package panel

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"sartor/internal/model/forecast"
	"sartor/internal/table"
)

// Rows are the rows of a file, read strictly.
type Rows interface {
	// Next moves to the next row; false at the end and behind the first row that does
	// not hold.
	Next(ctx context.Context) bool
	// Text is a field of the row, valid until Next.
	Text(col int) []byte
	// Line is the line on which the row begins.
	Line() int
	// Columns are those asked for, then the further ones.
	Columns() []table.Column
	// Wrong ends the reading at a cell: what it should be.
	Wrong(col int, should string)
	// Fail ends the reading at the row.
	Fail(format string, args ...any)
	// End closes the file and says why it ended early, if it did.
	End() error
}

// Options say how rows become a grid.
type Options struct {
	Freq    forecast.Frequency // Day, Week; empty: found from the steps
	Zero    bool               // a step without a row is no demand, not a gap
	Horizon int                // steps ahead
}

// Panel lays the rows of a history out on a grid of steps, series by series, with what
// is known of the horizon behind. Series go by the bytes of their ids.
type Panel struct {
	Facts
	h          *history
	a          *ahead // nil without --future
	rhythm     rhythm
	o          Options
	covariates []int // of the features
	categories []int
	ranks      [][]int32 // by feature and text
}

// Facts are what was found in the files.
type Facts struct {
	Freq       forecast.Frequency
	Origin     string // the last step
	Series     int
	Rows       int
	Empty      int      // rows without a quantity
	Steps      int      // from the first of the file to the origin
	Gaps       int      // steps of series that nothing is known of
	Covariates []string // columns of numbers that are used
	Categories []string // columns of texts that are used
	Ahead      int      // rows of --future that count
	Outside    int      // of other steps than the horizon's
	Warnings   []string
}

// Read reads a history by the name people know it by, and finds how its steps follow
// each other.
func Read(ctx context.Context, name string, in Rows, o Options) (*Panel, error) {
	h, err := readHistory(ctx, name, in)
	if err != nil {
		return nil, err
	}
	if err := h.settle(); err != nil {
		return nil, err
	}
	p := &Panel{h: h, o: o}
	if p.rhythm, err = h.rhythmOf(o.Freq); err != nil {
		return nil, err
	}
	p.Facts = Facts{Freq: p.rhythm.freq, Origin: h.steps.write(h.steps.max), Series: len(h.ids), Rows: h.at.size, Empty: h.empty}
	p.Steps, err = h.span(p.rhythm)
	return p, err
}

// ReadAhead reads what is known ahead.
func (p *Panel) ReadAhead(ctx context.Context, in Rows) (err error) {
	p.a, err = readAhead(ctx, in, p.h, p.rhythm, p.o.Horizon)
	return err
}

// Settle decides which columns are used, and fills in Facts. It is called once all is
// read.
func (p *Panel) Settle() {
	if p.h.empty > 0 {
		p.warn("%d rows have no quantity: what was asked for then is not known, so these steps are gaps", p.h.empty)
	}
	if few := p.h.sparse(p.Steps); few != "" {
		p.warn("%s", few)
	}
	if p.a != nil {
		p.Ahead, p.Outside = p.a.rows, p.a.outside
		if p.a.rows == 0 {
			p.warn("no row of --future lies within the horizon, the %d steps behind %s", p.o.Horizon, p.Origin)
		}
	}
	p.Warnings = append(p.Warnings, p.h.cover(p.a)...)
	p.settle()
	p.Gaps, p.Covariates, p.Categories = p.gaps(), p.names(p.covariates), p.names(p.categories)
}

func (p *Panel) warn(format string, args ...any) {
	p.Warnings = append(p.Warnings, fmt.Sprintf(format, args...))
}

// Part is the panel of some series.
func (p *Panel) Part(from, to int) forecast.Panel {
	return forecast.Panel{
		Freq: p.rhythm.freq, Last: int(p.h.steps.max), Horizon: p.o.Horizon, Series: to - from, Numbers: p.Covariates, Codes: p.Categories,
		Read: func(i int, s *forecast.Series) { p.read(from+i, s) },
	}
}

// ID is the id of a series.
func (p *Panel) ID(series int) string { return p.h.ids[p.h.byName[series]] }

var nan = float32(math.NaN())

// step returns the place of a row on the grid.
func (p *Panel) step(row int) int {
	return p.Steps - 1 - int(p.h.steps.max-p.h.at.at(row))/int(p.rhythm.unit)
}

// read lays out one series, in the order of ids: from its first known quantity to the
// origin, its features up to the end of the horizon. A feature keeps its last value
// where nothing is known of it.
func (p *Panel) read(place int, s *forecast.Series) {
	series := int(p.h.byName[place])
	from, to := p.h.starts[series], p.h.starts[series+1]
	for from < to && !p.h.known(p.h.rowAt(from)) {
		from++
	}
	first := p.Steps
	if from < to {
		first = p.step(p.h.rowAt(from))
	}
	gap := nan
	if p.o.Zero {
		gap = 0
	}
	s.Values = filled(s.Values, gap, p.Steps-first)
	for ; from < to; from++ {
		row := p.h.rowAt(from)
		s.Values[p.step(row)-first] = p.h.units.at(row)
	}
	s.Numbers, s.Codes = s.Numbers[:0], s.Codes[:0]
	for _, f := range p.covariates {
		into := &s.Numbers
		*into = grown(*into)
		last := len(*into) - 1
		(*into)[last] = p.values(filled((*into)[last], nan, p.Steps-first+p.o.Horizon), series, f)
	}
	for _, f := range p.categories {
		s.Codes = grown(s.Codes)
		last := len(s.Codes) - 1
		s.Codes[last] = p.codes(filled(s.Codes[last], unread, p.Steps-first+p.o.Horizon), series, f)
	}
}

// grown is a list of lists with one more, whose memory is used again.
func grown[T any](list [][]T) [][]T {
	if len(list) < cap(list) {
		return list[:len(list)+1]
	}
	return append(list, nil)
}

// filled is a list of a length with one value everywhere.
func filled[T any](list []T, v T, n int) []T {
	list = slices.Grow(list[:0], n)[:n]
	for i := range list {
		list[i] = v
	}
	return list
}

// values lays out a covariate.
func (p *Panel) values(out []float32, series, feature int) []float32 {
	known := len(out) - p.o.Horizon
	f := p.h.more[feature]
	for place := p.h.starts[series]; place < p.h.starts[series+1]; place++ {
		row := p.h.rowAt(place)
		if v := f.value(row); v == v {
			out[max(0, p.step(row)-p.Steps+known)] = v
		}
	}
	copy(out[known:], p.a.columns[feature].values[series*p.o.Horizon:(series+1)*p.o.Horizon])
	last := nan
	for i, v := range out {
		if v != v {
			out[i] = last
		}
		last = out[i]
	}
	return out
}

// unread stands for a step whose text is not known.
const unread = -1

// codes lays out a category: the place of each text among all, 0 where it is empty.
func (p *Panel) codes(out []int32, series, feature int) []int32 {
	known := len(out) - p.o.Horizon
	f, ranks := p.h.more[feature], p.ranks[feature]
	for place := p.h.starts[series]; place < p.h.starts[series+1]; place++ {
		row := p.h.rowAt(place)
		out[max(0, p.step(row)-p.Steps+known)] = ranks[f.codes.at(row)]
	}
	if p.a != nil && p.a.columns[feature].codes != nil {
		for k, code := range p.a.columns[feature].codes[series*p.o.Horizon : (series+1)*p.o.Horizon] {
			if code != emptyAhead {
				out[known+k] = ranks[code]
			}
		}
	}
	last := int32(unread)
	for i, c := range out {
		if c == unread {
			out[i] = last
		}
		last = out[i]
	}
	return out
}

// settle sorts features by what they hold and puts the texts of categories in order,
// so that the order of rows does not show. It is called once all is read.
func (p *Panel) settle() {
	p.ranks = make([][]int32, len(p.h.more))
	for i, f := range p.h.more {
		switch {
		case f.why != "":
		case f.texts:
			p.categories = append(p.categories, i)
			p.ranks[i] = ranksOf(f.cells)
		default:
			p.covariates = append(p.covariates, i)
		}
	}
}

// ranksOf returns the place of each text among all.
func ranksOf(cells []string) []int32 {
	order := make([]int32, len(cells))
	for n := range order {
		order[n] = int32(n)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(cells[a], cells[b]) })
	ranks := make([]int32, len(cells))
	for place, n := range order {
		ranks[n] = int32(place)
	}
	return ranks
}

// names returns the names of some features.
func (p *Panel) names(of []int) []string {
	out := make([]string, 0, len(of))
	for _, i := range of {
		out = append(out, p.h.more[i].name)
	}
	return out
}

// gaps counts the steps behind the first known quantity of each series of which nothing
// is known.
func (p *Panel) gaps() (n int) {
	if p.o.Zero {
		return 0
	}
	for series := range p.h.ids {
		first, known := p.Steps, 0
		for place := p.h.starts[series]; place < p.h.starts[series+1]; place++ {
			if row := p.h.rowAt(place); p.h.known(row) {
				first, known = min(first, p.step(row)), known+1
			}
		}
		n += p.Steps - first - known
	}
	return n
}

// Dates spells the steps of the horizon as the file does.
func (p *Panel) Dates() []string {
	out := make([]string, p.o.Horizon)
	for k := range out {
		out[k] = p.h.steps.write(p.h.steps.max + int32(k+1)*p.rhythm.unit)
	}
	return out
}
