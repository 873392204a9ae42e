package predict

import (
	"encoding/json"
	"math"

	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/contest"
	"sartor/internal/retail"
)

// Summary is what a prediction of lifetimes came to.
type Summary struct {
	Customers int
	Rows      int // read
	Later     int // of them after the last known day
	Returns   int // customers of whom only returns are known: not predicted
	Amounts   bool
	Spend     *lifetime.SpendFit // nil without
	NoSpend   string             // why, when there are amounts
	Seconds   float64
	stages    map[string]float64
	choice    contest.Choice
}

func (s Summary) spend() *lifetime.Spend {
	if s.Spend == nil {
		return nil
	}
	return &s.Spend.Spend
}

// Warnings are what a reader of the output ought to know.
func (s Summary) Warnings() []string {
	out := []string{}
	if s.Amounts && s.Spend == nil {
		out = append(out, "the columns of spend and value are empty: "+s.NoSpend)
	}
	if s.Spend != nil && s.Spend.NoMean {
		out = append(out, "spend has no mean (q ≤ 1): expected_spend of customers without repeats is the median customer's")
	}
	if s.Spend != nil && math.Abs(s.Spend.Independence.Spearman) > .2 {
		out = append(out, s.Spend.Independence.Verdict())
	}
	for _, name := range s.choice.Fit.Loose {
		out = append(out, "the data do not say what "+name+" of the model is; forecasts hold, the parameter does not")
	}
	return out
}

// lifetimeReport is the JSON of --report.
type lifetimeReport struct {
	Model      string             `json:"model"`
	Unit       string             `json:"unit"`
	Params     map[string]float64 `json:"params"`
	K          int                `json:"k"`
	LogLik     float64            `json:"loglik"`
	SE         map[string]float64 `json:"se_of_ln"`
	Loose      []string           `json:"not_identified"`
	Customers  int                `json:"customers"`
	Repeaters  int                `json:"repeaters"`
	Histories  int                `json:"histories"` // different ones
	Rows       int                `json:"rows"`
	Later      int                `json:"rows_after_until"`
	Returns    int                `json:"customers_with_returns_only"`
	Until      string             `json:"until"`
	Horizon    int                `json:"horizon"`
	Discount   float64            `json:"discount"`
	Seed       uint64             `json:"seed"`
	GammaGamma *gammaGamma        `json:"gamma_gamma"`
	Why        string             `json:"why"`
	Regularity contest.Regularity `json:"regularity"`
	Origins    []origin           `json:"holdouts"`
	Tried      []contest.Tried    `json:"tried"`
	Chances    []contest.Bin      `json:"chance_within_28_days"` // of the newest holdout: told, and the share that bought
	Warnings   []string           `json:"warnings"`
	Seconds    float64            `json:"seconds"`
	Stages     map[string]float64 `json:"stages"` // seconds of each
}

type origin struct {
	From string `json:"from"`
	Days int    `json:"days"`
}

type gammaGamma struct {
	P            float64               `json:"p"`
	Q            float64               `json:"q"`
	Gamma        float64               `json:"gamma"`
	LogLik       float64               `json:"loglik"`
	Customers    int                   `json:"customers"`
	Independence lifetime.Independence `json:"independence"`
	Verdict      string                `json:"verdict"`
}

// report writes the JSON, when it is asked for.
func (l Lifetime) report(s Streams, sum Summary) error {
	if l.Report == "" {
		return nil
	}
	return s.write(l.Report, func(o *output) error {
		e := json.NewEncoder(o)
		e.SetIndent("", "  ")
		return e.Encode(l.reportOf(sum))
	})
}

func (l Lifetime) reportOf(sum Summary) lifetimeReport {
	fit := sum.choice.Fit
	r := lifetimeReport{
		Model: modelName(fit.Model), Unit: l.Unit, Params: fit.Model.Params(), K: fit.Model.K, LogLik: fit.LogLik,
		SE: map[string]float64{}, Loose: append([]string{}, fit.Loose...), Customers: sum.Customers, Repeaters: fit.Repeaters, Histories: fit.Rows,
		Rows: sum.Rows, Later: sum.Later, Returns: sum.Returns, Until: l.Until.String(), Horizon: l.Horizon, Discount: l.Discount,
		Seed: l.Seed, Why: sum.choice.Why, Regularity: sum.choice.Regularity, Tried: append([]contest.Tried{}, sum.choice.Tried...), Chances: append([]contest.Bin{}, sum.choice.Reliability...),
		Warnings: sum.Warnings(), Origins: []origin{}, Seconds: sum.Seconds, Stages: sum.stages,
	}
	for i, name := range fit.Model.Names() {
		if fit.SE[i] > 0 {
			r.SE[name] = fit.SE[i]
		}
	}
	for _, o := range sum.choice.Origins {
		r.Origins = append(r.Origins, origin{From: retail.BusinessDay(o.Day).String(), Days: o.Horizon})
	}
	if l.Unit == "day" {
		r.inDays(fit)
	}
	if g := sum.Spend; g != nil {
		r.GammaGamma = &gammaGamma{P: g.Spend.P, Q: g.Spend.Q, Gamma: g.Spend.Gamma, LogLik: g.LogLik, Customers: g.Customers, Independence: g.Independence, Verdict: g.Independence.Verdict()}
	}
	return r
}

// inDays states parameters and likelihood with time in days: rates per stage fall
// by 7, and so does the density of each repeat (SCIENCE D).
func (r *lifetimeReport) inDays(fit lifetime.Fit) {
	r.Params["alpha"] *= lifetime.DaysPerWeek
	if _, ok := r.Params["beta"]; ok {
		r.Params["beta"] *= lifetime.DaysPerWeek
	}
	r.LogLik -= float64(fit.Repeats) * math.Log(lifetime.DaysPerWeek)
}

// modelName is the name by which the model can be asked for.
func modelName(m lifetime.Model) string {
	if m.Kind != lifetime.Pareto && m.K > 1 {
		return "mbgcnbdk"
	}
	return m.Name()
}
