package contest

import (
	"errors"

	"sartor/internal/model/lifetime"
)

// Origin is a day to forecast from, with what was known at its end, and how many
// days ahead.
type Origin struct {
	Day     int32 `json:"day"`
	Horizon int   `json:"horizon"`
}

// mostScored bounds the customers that candidates are scored on: a score of 50,000
// has a standard error below a hundredth of itself, and so have differences.
const mostScored = 50_000

// round is one origin: every candidate fitted to what was known and tried on what
// came.
type round struct {
	origin Origin
	cases  []Case
	fits   []lifetime.Fit
	errs   []error
	trials []Said // one a candidate, and the naive rival last
}

// round fits every candidate of an ask as of an origin.
func (b *Book) round(o Origin, a *Ask) (round, error) {
	rows, err := lifetime.Count(b.Histories(o.Day), a.Workers)
	if err != nil {
		return round{}, err
	}
	r := round{origin: o, cases: b.Cases(o.Day, o.Horizon)}
	if step := (len(r.cases) + mostScored - 1) / mostScored; step > 1 {
		kept := r.cases[:0]
		for i := step / 2; i < len(r.cases); i += step {
			kept = append(kept, r.cases[i])
		}
		r.cases = kept
	}
	for _, kind := range a.Candidates {
		if err := a.stopped(); err != nil {
			return round{}, err
		}
		fit, err := a.fit(rows, kind)
		r.fits, r.errs = append(r.fits, fit), append(r.errs, err)
		t := Said{Name: kind.Name()}
		if err == nil {
			t = Try(fit.Model, r.cases, o.Horizon, a.Workers)
		}
		r.trials = append(r.trials, t)
	}
	r.trials = append(r.trials, Try(Naive{}, r.cases, o.Horizon, a.Workers))
	return r, nil
}

// fit fits a kind of model, near what fitted at another origin when there is one.
func (a *Ask) fit(rows lifetime.Rows, kind lifetime.Model) (lifetime.Fit, error) {
	for _, m := range a.near {
		if m.Kind == kind.Kind && m.K == kind.K {
			return rows.FitNear(m, a.Workers)
		}
	}
	return rows.Fit(kind, a.Workers)
}

// fitted are the models that were fitted.
func (r round) fitted() (out []lifetime.Model) {
	for i, fit := range r.fits {
		if r.errs[i] == nil {
			out = append(out, fit.Model)
		}
	}
	return out
}

// tooFew returns why nothing can be learned at this origin, nil when it can.
func (r round) tooFew() error {
	for _, err := range r.errs {
		if errors.Is(err, lifetime.ErrTooFew) {
			return err
		}
	}
	return nil
}

// Sample returns at most `most` customers, evenly taken, and their positions.
func (b *Book) Sample(most int) (*Book, []int) {
	n, out := b.Customers(), &Book{}
	var at []int
	for k := range min(n, most) {
		i := (2*k + 1) * n / (2 * min(n, most))
		out.Add(b.Of(i))
		at = append(at, i)
	}
	return out, at
}
