package learn

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"sartor/internal/model/lifecycle"
	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/coming"
	"sartor/internal/model/lifetime/contest"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// What expectations are learned and kept for.
const (
	horizonDays = 364 // a year of whole weeks
	annualRate  = .10 // what a year discounts a value by
	usualWindow = 91  // days in which "more than usual" is judged
	bandSample  = 20_000
	// mostFitted bounds the customers that purchase models rest on. What a parameter
	// of 50,000 is off by is about a hundredth of it; more would cost seconds of
	// every run.
	mostFitted = 50_000
)

// LifetimeReport is what a run says of the purchase models.
type LifetimeReport struct {
	Outcome    Outcome                `json:"outcome"`
	Model      string                 `json:"model,omitempty"`
	Params     map[string]float64     `json:"params,omitempty"`
	LogLik     float64                `json:"loglik,omitempty"`
	Customers  int                    `json:"customers"`
	Fitted     int                    `json:"fitted,omitempty"` // customers that the parameters rest on, evenly taken
	Repeaters  int                    `json:"repeaters"`        // of those
	Regularity float64                `json:"regularity,omitempty"`
	Tried      []contest.Tried        `json:"tried,omitempty"`
	Choice     string                 `json:"choice,omitempty"` // why this model
	Fresh      *Held                  `json:"fresh,omitempty"`
	Standing   *Held                  `json:"standing,omitempty"` // on the same customers
	Spend      *lifetime.Spend        `json:"spend,omitempty"`
	NoSpend    string                 `json:"no_spend,omitempty"` // why nothing is said of value
	Fits       *lifetime.Independence `json:"independence,omitempty"`
	Drift      Drift                  `json:"drift"`
	Chances    []coming.Report        `json:"chances,omitempty"` // to buy within four weeks, and within the horizon
	Alive      *AliveReport           `json:"alive,omitempty"`
}

// Held is a score on purchases that were held out.
type Held struct {
	Model string `json:"model"`
	RPS   Range  `json:"rps"` // ranked probability score a customer: the smaller the better
	Cases int    `json:"cases"`
	Days  int    `json:"days"` // ahead
}

// Range is a mean with its 90 % interval.
type Range struct {
	Value float64 `json:"value"`
	stat.Interval
}

func rangeOf(values []float64) Range {
	n := float64(len(values))
	if n < 2 {
		return Range{}
	}
	mean, square := stat.Mean(values), 0.0
	for _, v := range values {
		square += (v - mean) * (v - mean)
	}
	half := stat.NormalQuantile(.95) * math.Sqrt(square/(n-1)/n)
	return Range{mean, stat.Interval{Low: mean - half, High: mean + half}}
}

// purchases learns the purchase models. What is refused or cannot be learned
// leaves the standing ones in their place.
func (m *money) purchases(workers int, standing *outlook.Models) (*outlook.Models, LifetimeReport) {
	_, until, ok := m.book.Span()
	out := LifetimeReport{Customers: m.book.Customers()}
	m = m.sample(mostFitted)
	keep := func(outcome Outcome) (*outlook.Models, LifetimeReport) {
		if outcome.Kept = standing != nil; outcome.Kept {
			out.Model = standing.Purchases.Name()
			out.Drift = m.drift(standing.Purchases, until)
		}
		out.Outcome = outcome
		return standing, out
	}
	if !ok {
		return keep(Outcome{Note: note("lifetime.nobody", "nobody who agreed to a profile has bought anything")})
	}
	choice, err := m.book.Choose(contest.Ask{Until: until, Horizon: horizonDays, Workers: workers, Candidates: m.candidates(until), Stop: m.stop})
	switch {
	case errors.Is(err, lifetime.ErrTooFew):
		return keep(Outcome{Note: note("lifetime.few", "not enough data: %.0f customers; purchase models need %.0f, of whom %.0f bought on two days or more",
			float64(m.book.Customers()), lifetime.LeastCustomers, lifetime.LeastRepeaters)})
	case err != nil:
		return keep(Outcome{Note: plainly("no purchase model converged: " + err.Error())})
	}
	fit := choice.Fit
	out.Fitted = fit.Customers
	out.Repeaters, out.Regularity, out.Tried, out.Choice = fit.Repeaters, choice.Regularity.K, choice.Tried, choice.Why
	if refused := m.judge(&out, choice, standing, workers); refused.Why != "" {
		return keep(Outcome{Note: refused})
	}
	out.Model, out.Params, out.LogLik = fit.Model.Name(), fit.Model.Params(), fit.LogLik
	fresh := &outlook.Models{Purchases: fit.Model, Rate: m.segment(), Days: horizonDays, Annual: annualRate, Window: usualWindow}
	m.spending(fresh, &out, workers)
	if err := m.chances(fresh, &out, coming.Ask{Until: until, Base: fit.Model, Workers: workers, Stop: m.stop}); err != nil {
		return keep(Outcome{Note: plainly(err.Error())})
	}
	if fresh.Borders, err = m.borders(fresh, until, workers); err != nil {
		return keep(Outcome{Note: plainly(err.Error())})
	}
	judged := fit.Model
	if standing != nil {
		judged = standing.Purchases
	}
	out.Outcome, out.Drift = Outcome{New: true, Note: chosen(choice)}, m.drift(judged, until)
	return fresh, out
}

// candidates are the models a run chooses among: those that tell one-time buyers
// apart, but for Pareto/NBD, whose fits and forecasts of a few hundred customers take
// seconds more (BENCHMARKS, Lifetimes); a backtest compares it too.
func (m *money) candidates(until int32) []lifetime.Model {
	return slices.DeleteFunc(contest.Candidates(m.book.Regularity(until)), func(c lifetime.Model) bool { return c.Kind == lifetime.Pareto })
}

// worseShare is how much worse than what stands a purchase model may score
// before it is refused, when the interval is narrower than that.
const worseShare = .01

// judge scores the chosen kind, fitted without the last part of history, beside
// the models that stand, on the same customers; it says why it refuses.
func (m *money) judge(out *LifetimeReport, choice contest.Choice, standing *outlook.Models, workers int) (refused Note) {
	if len(choice.Origins) == 0 {
		return Note{} // too young to be judged, and so is what stands
	}
	origin := choice.Origins[len(choice.Origins)-1] // the newest: it has learned from most
	rows, err := lifetime.Count(m.book.Histories(origin.Day), workers)
	if err != nil {
		return plainly(err.Error())
	}
	before, err := rows.FitNear(choice.Fit.Model, workers)
	if err != nil {
		return Note{} // cannot be held against anything; the choice has said what it could
	}
	cases := some(m.book.Cases(origin.Day, origin.Horizon), bandSample)
	held := func(model lifetime.Model) (*Held, []float64) {
		rps := contest.Try(model, cases, origin.Horizon, workers).RPS
		return &Held{Model: model.Name(), RPS: rangeOf(rps), Cases: len(cases), Days: origin.Horizon}, rps
	}
	fresh, ours := held(before.Model)
	out.Fresh = fresh
	if standing == nil {
		return Note{}
	}
	stands, theirs := held(standing.Purchases)
	out.Standing = stands
	worse := make([]float64, len(cases))
	for i := range cases {
		worse[i] = ours[i] - theirs[i]
	}
	by := rangeOf(worse)
	if most := max(by.Half(), worseShare*stands.RPS.Value); by.Value > most {
		return note("lifetime.worse", "ranked probability score %.4f over %.0f customers; standing %.4f, most allowed %.4f", fresh.RPS.Value, float64(len(cases)), stands.RPS.Value, stands.RPS.Value+most)
	}
	return Note{}
}

// chosen says why a purchase model is used.
func chosen(c contest.Choice) Note {
	if len(c.Tried) == 0 {
		return Note{Why: c.Why, Says: "lifetime.only"}
	}
	return Note{Why: c.Why, Says: "lifetime.best", Of: []float64{float64(len(c.Origins)), float64(len(c.Tried) - 1)}}
}

// some returns at most about n of the cases, evenly taken.
func some(cases []contest.Case, n int) []contest.Case {
	step := (len(cases) + n - 1) / max(1, n)
	if step <= 1 {
		return cases
	}
	out := make([]contest.Case, 0, n)
	for i := step / 2; i < len(cases); i += step {
		out = append(out, cases[i])
	}
	return out
}

// spending adds the model of spend, or says why there is none.
func (m *money) spending(to *outlook.Models, out *LifetimeReport, workers int) {
	fit, err := lifetime.FitSpend(m.spent, workers)
	switch {
	case errors.Is(err, lifetime.ErrTooFew):
		out.NoSpend = fmt.Sprintf("not enough data: a model of spend needs %d customers who spent something on a second day", lifetime.LeastSpenders)
	case err != nil:
		out.NoSpend = "the model of spend did not converge"
	default:
		to.Spend, out.Spend, out.Fits = &fit.Spend, &fit.Spend, &fit.Independence
	}
}

// borders cuts the expected values of some customers, evenly taken, into bands.
func (m *money) borders(models *outlook.Models, until int32, workers int) (lifecycle.Borders, error) {
	var tally lifecycle.Tally
	var histories []lifetime.History
	var spent []lifetime.Spent
	step := 1 + m.book.Customers()/bandSample
	for i := step / 2; i < m.book.Customers(); i += step {
		if h, ok := lifetime.HistoryOf(m.book.Of(i), until); ok {
			histories, spent = append(histories, h), append(spent, m.spent[i])
		}
	}
	valuer, err := lifetime.NewValuer(models.Purchases, models.Spend, lifetime.Terms{Days: models.Days, Annual: models.Annual})
	if err != nil {
		return lifecycle.Borders{}, err
	}
	for _, e := range valuer.All(histories, spent, workers) {
		tally.Add(int64(e.Value * models.Rate.Segment))
	}
	return tally.Borders(), nil
}

// Drift is how well the purchases of the newest weeks were foretold, week by
// week: a fall says that customers, or what is filed under them, have changed.
type Drift struct {
	Weeks []Week `json:"weeks,omitempty"` // oldest first
	Alarm bool   `json:"alarm"`
	Note
}

// Week is one week and the log-likelihood a customer of what was bought in it.
type Week struct {
	First  string  `json:"first"` // its first day
	LogLik float64 `json:"loglik"`
	Cases  int     `json:"cases"`
}

// What drift is measured on (SCIENCE 1.7).
const (
	driftWeeks  = 8 // of history, before the newest
	driftSample = 5_000
	driftErrors = 3
)

// drift compares the newest week with the eight before it.
//
//	Computes  mean ln P(Y = y) over customers, Y their purchase days within the week
//	          as the model foretold them at its start; alarm when the newest lies
//	          more than 3 standard deviations of the earlier weeks below their mean
//	Source    SCIENCE 1.7
func (m *money) drift(model lifetime.Model, until int32) Drift {
	var out Drift
	var values []float64
	first, _, _ := m.book.Span()
	for w := int32(driftWeeks); w >= 0; w-- {
		start := until - lifetime.DaysPerWeek*(w+1)
		if start <= first {
			continue
		}
		cases := some(m.book.Cases(start, lifetime.DaysPerWeek), driftSample)
		if len(cases) < lifetime.LeastCustomers {
			continue
		}
		sum := 0.0
		for _, c := range cases {
			within, _ := model.Forecast(c.History, lifetime.DaysPerWeek, lifetime.DaysPerWeek)
			sum += math.Log(max(1e-12, within.AtLeast(c.Bought)-within.AtLeast(c.Bought+1)))
		}
		values = append(values, sum/float64(len(cases)))
		out.Weeks = append(out.Weeks, Week{retail.BusinessDay(start + 1).String(), values[len(values)-1], len(cases)})
	}
	out.judge(values)
	return out
}

func (d *Drift) judge(values []float64) {
	if len(values) <= driftWeeks {
		d.Note = note("drift.few", "%.0f of %.0f weeks to compare", float64(len(values)), driftWeeks+1)
		return
	}
	newest, before := values[driftWeeks], values[:driftWeeks]
	mean, square := stat.Mean(before), 0.0
	for _, v := range before {
		square += (v - mean) * (v - mean)
	}
	least := mean - driftErrors*math.Sqrt(square/(driftWeeks-1))
	d.Alarm = newest < least
	d.Note = note("drift.weeks", "the newest week's purchases have a log-likelihood of %.4f a customer; the weeks before %.4f, least usual %.4f", newest, mean, least)
}
