package panel

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"

	"sartor/internal/fault"
	"sartor/internal/model/forecast"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// Columns of a history; further ones follow.
const (
	ofSeries = iota
	ofStep
	ofQuantity
	historyColumns
)

// history are the rows of all series of a file, by column: 12 bytes a row and 2 or 4
// for each further column, and about 100 bytes a series; 4 more a row where rows do not
// stand in order. Rows may come in any order.
type history struct {
	name    string           // of the file
	ids     []string         // by series, in order of their first rows
	number  map[string]int32 // of each id
	series  blocks[int32]    // by row, until they are in order
	at      blocks[int32]    // by row: days since 1970, or the integer itself
	units   blocks[float32]  // by row; NaN where it is empty
	lines   lineLog
	more    features
	steps   stepper
	empty   int     // rows without a quantity
	least   float64 // the smallest quantity
	last    string  // the id of the row before, and its number
	lastOf  int32
	inOrder bool    // rows stand by series and then by time
	byRow   []int32 // rows by series and time; nil where they stand so
	starts  []int   // by series: where its rows begin; one more at the end
	byName  []int32 // series by id
}

// lineLog knows the line of each row: rows mostly take one line each.
type lineLog struct {
	rows  []int // where a line is not the one behind the row before
	lines []int
	next  int // the line expected of the next row
}

func (l *lineLog) add(row, line int) {
	if line != l.next {
		l.rows, l.lines = append(l.rows, row), append(l.lines, line)
	}
	l.next = line + 1
}

func (l *lineLog) of(row int) int {
	i := sort.SearchInts(l.rows, row+1) - 1
	return l.lines[i] + row - l.rows[i]
}

// stepper reads steps of one kind: integers or dates.
type stepper struct {
	kind     byte // 0 nothing read yet, 'i' integers, 'd' dates
	text     []byte
	at       int32
	min, max int32
}

// mostStep bounds an integer step, so that differences cannot overflow.
const mostStep = 1_000_000_000

// read reads a step; should says what else was expected.
func (s *stepper) read(text []byte) (at int32, should string) {
	if s.kind != 0 && bytes.Equal(text, s.text) {
		return s.at, ""
	}
	kind := byte('i')
	n, err := strconv.ParseInt(string(bytes.TrimSpace(text)), 10, 64)
	if err != nil {
		day, ok := table.ParseDay(text)
		if !ok {
			return 0, "is neither a date such as 2026-11-22 nor an integer step"
		}
		kind, n = 'd', int64(day)
	}
	switch {
	case n > mostStep || n < -mostStep:
		return 0, "is out of range: integer steps count days, weeks or hours, from -1000000000 to 1000000000"
	case s.kind == 0:
		s.kind, s.min, s.max = kind, int32(n), int32(n)
	case s.kind != kind:
		return 0, "is not of the kind of the rows before: either all steps are integers or all are dates"
	}
	s.text, s.at = append(s.text[:0], text...), int32(n)
	s.min, s.max = min(s.min, s.at), max(s.max, s.at)
	return s.at, ""
}

// write spells a step as the file does.
func (s *stepper) write(at int32) string {
	if s.kind == 'd' {
		return retail.BusinessDay(at).String()
	}
	return strconv.Itoa(int(at))
}

// mostQuantity bounds a quantity, so that sums stay exact enough to compare.
const mostQuantity = 1e15

// mostRows bounds the rows of a history: 2³⁰.
const mostRows = 1 << 30

// Columns are what a history has to have; whatever else stands there is read too.
func Columns() []table.Column { return table.Columns("series", "at", "quantity") }

// readHistory reads series, at, quantity and whatever else stands there.
func readHistory(ctx context.Context, name string, in Rows) (*history, error) {
	more, err := featuresOf(in, historyColumns)
	if err != nil {
		return nil, err
	}
	h := &history{name: name, number: map[string]int32{}, more: more, least: math.Inf(1), inOrder: true}
	for in.Next(ctx) {
		if !h.row(in) {
			break
		}
	}
	if err := in.End(); err != nil {
		return nil, err
	}
	if h.at.size == 0 {
		return nil, fault.New(fault.Invalid, "no_history", "%s holds no rows; it needs series,at,quantity", h.name)
	}
	return h, nil
}

// row takes the row that in stands on; false when it does not hold.
func (h *history) row(in Rows) bool {
	at, should := h.steps.read(in.Text(ofStep))
	if should != "" {
		in.Wrong(ofStep, should)
		return false
	}
	if reason := table.IDReason("the series", in.Text(ofSeries)); reason != "" {
		in.Wrong(ofSeries, "is no id: "+reason)
		return false
	}
	units := math.NaN()
	if cell := in.Text(ofQuantity); len(bytes.TrimSpace(cell)) > 0 {
		v, ok := finiteOf(cell)
		if !ok || v > mostQuantity || v < -mostQuantity {
			in.Wrong(ofQuantity, "is not a quantity such as 12 or 2.5 (up to 10^15); leave it empty where it is not known")
			return false
		}
		units, h.least = v, min(h.least, v)
	} else {
		h.empty++
	}
	if h.at.size == mostRows {
		in.Fail("this is one row more than the 2^30 that fit; split the file by series")
		return false
	}
	n := h.seriesOf(in.Text(ofSeries))
	if last := h.at.size - 1; last >= 0 {
		before := h.series.at(last)
		h.inOrder = h.inOrder && (n > before || n == before && at > h.at.at(last))
	}
	h.lines.add(h.at.size, in.Line())
	h.series.add(n)
	h.at.add(at)
	h.units.add(float32(units))
	h.more.add(in, historyColumns)
	return true
}

func (h *history) seriesOf(id []byte) int32 {
	if len(h.ids) > 0 && string(id) == h.last {
		return h.lastOf
	}
	n, known := h.number[string(id)]
	if !known {
		n = int32(len(h.ids))
		text := string(id)
		h.number[text] = n
		h.ids = append(h.ids, text)
	}
	h.last, h.lastOf = h.ids[n], n
	return n
}

// settle puts the rows in order and refuses a step that a series has twice.
func (h *history) settle() error {
	slices.SortFunc(h.more, func(a, b *feature) int { return cmp.Compare(a.name, b.name) })
	h.byName = make([]int32, len(h.ids))
	for i := range h.byName {
		h.byName[i] = int32(i)
	}
	slices.SortFunc(h.byName, func(a, b int32) int { return cmp.Compare(h.ids[a], h.ids[b]) })
	h.starts = make([]int, len(h.ids)+1)
	for _, part := range h.series.parts {
		for _, n := range part {
			h.starts[n+1]++
		}
	}
	for n := range h.ids {
		h.starts[n+1] += h.starts[n]
	}
	if h.inOrder {
		h.series = blocks[int32]{}
		return nil
	}
	h.byRow = make([]int32, h.at.size)
	place := slices.Clone(h.starts)
	for row := range h.at.size {
		n := h.series.at(row)
		h.byRow[place[n]] = int32(row)
		place[n]++
	}
	for n := range h.ids {
		if err := h.order(h.byRow[h.starts[n]:h.starts[n+1]]); err != nil {
			return err
		}
	}
	h.series = blocks[int32]{}
	return nil
}

// order puts the rows of one series by time.
func (h *history) order(rows []int32) error {
	byTime := func(a, b int32) int { return cmp.Compare(h.at.at(int(a)), h.at.at(int(b))) }
	if !slices.IsSortedFunc(rows, byTime) {
		slices.SortFunc(rows, func(a, b int32) int { return cmp.Or(byTime(a, b), cmp.Compare(a, b)) })
	}
	for i := 1; i < len(rows); i++ {
		if one, other := rows[i-1], rows[i]; byTime(one, other) == 0 {
			return h.twice(int(one), int(other))
		}
	}
	return nil
}

func (h *history) twice(one, other int) error {
	one, other = min(one, other), max(one, other)
	return fault.New(fault.Invalid, "twice", "%s, line %d: series %.40q has %s already on line %d; a series has one row a step, so add such rows up first (times are cut to their date: number hours as integer steps); nothing was written",
		h.name, h.lines.of(other), h.ids[h.series.at(other)], h.steps.write(h.at.at(other)), h.lines.of(one))
}

// row returns the place-th row when rows go by series and time.
func (h *history) rowAt(place int) int {
	if h.byRow == nil {
		return place
	}
	return int(h.byRow[place])
}

// known reports whether a row has a quantity.
func (h *history) known(row int) bool {
	v := h.units.at(row)
	return v == v
}

// rhythm is how steps follow each other.
type rhythm struct {
	unit int32              // of at: 1, or 7 for weeks of days
	freq forecast.Frequency // Step for integers that were not said to be days or weeks
}

// rhythmOf finds the steps' unit: weeks where all dates lie whole weeks apart, days
// otherwise. Integers are steps as they are.
func (h *history) rhythmOf(freq forecast.Frequency) (rhythm, error) {
	r := rhythm{unit: 1, freq: cmp.Or(freq, forecast.Step)}
	if h.steps.kind == 'i' {
		return r, nil
	}
	apart, odd := int32(0), -1
	for row := range h.at.size {
		d := h.at.at(row) - h.at.at(0)
		apart = gcd(apart, d)
		if d%weekDays != 0 && odd < 0 {
			odd = row
		}
	}
	switch {
	case freq == forecast.Week && odd >= 0:
		return r, fault.New(fault.Invalid, "not_weeks", "%s, line %d: %s lies no whole number of weeks from %s on line %d; with --freq week all dates fall on one weekday: add days up to weeks first, or use --freq day; nothing was written",
			h.name, h.lines.of(odd), h.steps.write(h.at.at(odd)), h.steps.write(h.at.at(0)), h.lines.of(0))
	case freq == "" && apart > 0 && apart%weekDays == 0:
		r.freq = forecast.Week
	case freq == "":
		r.freq = forecast.Day
	}
	if r.freq == forecast.Week {
		r.unit = weekDays
	}
	return r, nil
}

const weekDays = 7

func gcd(a, b int32) int32 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// mostSpan is the longest history in steps: 137 years of days, or 5 of hours.
const mostSpan = 50_000

// span is the number of steps from the first to the origin.
func (h *history) span(r rhythm) (int, error) {
	n := (int(h.steps.max)-int(h.steps.min))/int(r.unit) + 1
	if n > mostSpan {
		return 0, fault.New(fault.Invalid, "too_long", "%s goes from %s to %s, %d steps; at most %d can be looked at: leave out what is old, or number the steps 1, 2, 3, …; nothing was written",
			h.name, h.steps.write(h.steps.min), h.steps.write(h.steps.max), n, mostSpan)
	}
	return n, nil
}

// sparse says in words what the steps look like when they hardly follow each other,
// as dates of months or numbers such as 20260131 do; "" when all is well.
func (h *history) sparse(span int) string {
	seen := map[int32]bool{}
	for _, part := range h.at.parts {
		for _, at := range part {
			seen[at] = true
		}
	}
	if len(seen) < 3 || span < 5*len(seen) {
		return ""
	}
	return fmt.Sprintf("only %d of the %d steps of the whole file have any row: for months, quarters or numbers such as 20260131, number the steps 1, 2, 3, … instead", len(seen), span)
}
