package panel

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/table"
)

// ahead is what is known of the steps behind the origin: a cell for each series,
// step and column of the history that --future has.
type ahead struct {
	h       *history
	rhythm  rhythm
	horizon int
	columns []aheadColumn // by feature; those that the file lacks are empty
	told    []bool        // by series: it has a row
	rows    int           // that tell of a step of the horizon
	outside int           // of other steps
	strange int           // of series that the history does not have
	ignored []string      // columns that the history does not have
}

// aheadColumn holds cells by series and step: numbers, NaN where nothing is known,
// or numbers of texts, emptyAhead where nothing is known.
type aheadColumn struct {
	values []float32
	codes  []uint16
}

const emptyAhead = math.MaxUint16

func (c *aheadColumn) there() bool { return c.values != nil || c.codes != nil }

// mostAhead bounds the cells of --future: a gibibyte of numbers.
const mostAhead = 1 << 28

// AheadColumns are what --future has to have, beside the columns known ahead.
func AheadColumns() []table.Column { return table.Columns("series", "at") }

// readAhead reads --future: series, at and the columns known ahead.
func readAhead(ctx context.Context, in Rows, h *history, r rhythm, horizon int) (*ahead, error) {
	const asked = ofStep + 1
	a := &ahead{h: h, rhythm: r, horizon: horizon, columns: make([]aheadColumn, len(h.more)), told: make([]bool, len(h.ids))}
	features, err := a.match(in, asked)
	if err != nil {
		return nil, err
	}
	seen := make([]int32, len(h.ids)*horizon) // the line of each series and step
	steps := stepper{kind: h.steps.kind, min: math.MaxInt32, max: math.MinInt32}
	for in.Next(ctx) {
		at, should := steps.read(in.Text(ofStep))
		if should != "" {
			in.Wrong(ofStep, strings.Replace(should, "the rows before", "the history", 1))
			break
		}
		place, counts := a.place(in, at)
		if !counts {
			continue
		}
		if seen[place] != 0 {
			in.Fail("series %.40q has %s already on line %d; a series has one row a step", in.Text(ofSeries), h.steps.write(at), seen[place])
			break
		}
		seen[place] = int32(in.Line())
		a.rows++
		a.take(in, asked, features, place)
	}
	return a, in.End()
}

// match finds the feature of each further column of the file, -1 for none.
func (a *ahead) match(in Rows, asked int) ([]int, error) {
	var out []int
	cells := len(a.h.ids) * a.horizon
	for _, c := range in.Columns()[asked:] {
		i := slices.IndexFunc(a.h.more, func(f *feature) bool { return strings.EqualFold(f.name, c.Name) })
		if out = append(out, i); i < 0 {
			if !strings.EqualFold(c.Name, "quantity") {
				a.ignored = append(a.ignored, c.Name)
			}
			continue
		}
		if a.h.more[i].why != "" {
			continue
		}
		if cells > mostAhead/max(1, len(out)) {
			return nil, fault.New(fault.Invalid, "too_wide", "%d series, %d steps and %d columns ahead are more than the %d cells that fit; leave columns out of --future or split the files by series; nothing was written", len(a.h.ids), a.horizon, len(out), mostAhead)
		}
		if a.h.more[i].texts {
			a.columns[i].codes = slices.Repeat([]uint16{emptyAhead}, cells)
		} else {
			a.columns[i].values = slices.Repeat([]float32{float32(math.NaN())}, cells)
		}
	}
	return out, nil
}

// place returns where a row counts; false when it tells nothing of the horizon.
func (a *ahead) place(in Rows, at int32) (int, bool) {
	n, known := a.h.number[string(in.Text(ofSeries))]
	if !known {
		a.strange++
		return 0, false
	}
	distance := int(at) - int(a.h.steps.max)
	unit := int(a.rhythm.unit)
	if distance <= 0 || distance > a.horizon*unit || distance%unit != 0 {
		a.outside++
		return 0, false
	}
	a.told[n] = true
	return int(n)*a.horizon + distance/unit - 1, true
}

// take puts the cells of a row where they belong.
func (a *ahead) take(in Rows, asked int, features []int, place int) {
	for i, f := range features {
		if f < 0 || !a.columns[f].there() {
			continue
		}
		cell, feature := in.Text(asked+i), a.h.more[f]
		if feature.texts {
			if code, _, fits := feature.code(cell); fits {
				a.columns[f].codes[place] = code
			}
			continue
		}
		value, ok := finiteOf(cell)
		if !ok && !missing(bytes.TrimSpace(cell)) {
			in.Wrong(asked+i, "is not a number, as "+feature.name+" is everywhere in the history")
			return
		}
		if why := far(value); why != "" {
			in.Wrong(asked+i, why)
			return
		}
		if value < 0 && strings.EqualFold(feature.name, "price") {
			in.Wrong(asked+i, "is below 0, and no price ahead is")
			return
		}
		a.columns[f].values[place] = float32(value)
	}
}

// leastCovered is the share of the cells of the series told of that a column must have
// ahead to be used; what is missing within keeps the last value.
const leastCovered = .9

// cover leaves out what is not known ahead and says so.
func (h *history) cover(a *ahead) (warnings []string) {
	for i, f := range h.more {
		switch {
		case f.why != "":
		case !f.known:
			f.drop("it is empty everywhere")
		case f.texts:
		case a == nil || !a.columns[i].there():
			f.drop("--future does not have it")
		default:
			if known, all := a.known(i); float64(known) < leastCovered*float64(all) || known == 0 {
				f.drop(fmt.Sprintf("--future knows %d of its %d values", known, all))
			}
		}
		if f.why != "" {
			warnings = append(warnings, fmt.Sprintf("the column %s is not used: %s", f.name, f.why))
		}
	}
	if a == nil {
		return warnings
	}
	if a.strange > 0 {
		warnings = append(warnings, fmt.Sprintf("%d rows of --future are of series that the history does not have; they are not used", a.strange))
	}
	if len(a.ignored) > 0 {
		warnings = append(warnings, "the history does not have these columns of --future, so nothing is learned of them: "+strings.Join(a.ignored, ", "))
	}
	return warnings
}

// known counts the cells of a column of numbers: those known, and all of the series
// that --future tells of.
func (a *ahead) known(feature int) (known, all int) {
	values := a.columns[feature].values
	for n, told := range a.told {
		if !told {
			continue
		}
		all += a.horizon
		for _, v := range values[n*a.horizon : (n+1)*a.horizon] {
			if v == v {
				known++
			}
		}
	}
	return known, all
}
