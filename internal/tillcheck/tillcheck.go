// Package tillcheck holds a server, or a till, against the till's contract
// (CONTRACTS.md 2.1). Run is a till that calls everything there is and says of
// each step what was expected and what came. Watch stands between a till and a
// server and names what the till does wrong. It is a pure HTTP client: it knows
// nothing of the server's code, so that it can bear witness.
//
// What always holds, with the test that holds it:
//   - a server that keeps the contract passes every step (TestRun_TheServerPasses);
//   - a server that breaks one sentence fails the step of that sentence
//     (TestRun_BrokenTwins);
//   - what a run sold is voided at its end (TestRun_LeavesNothingBehind);
//   - a till that errs is told so, and one that behaves is not (TestWatch_Tills);
//   - the watch changes neither call nor answer (TestWatch_ForwardsUnchanged).
package tillcheck

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Options say which server is checked, and as which till.
type Options struct {
	URL      string
	Token    string
	Store    string   // "" is the first that the token may sell in
	Till     string   // "" is the token's, else a till of our own
	Product  string   // "" is the first ordinary one of the list
	Customer string   // card; "" sells to nobody in particular
	Vouchers []string // codes that may be redeemed, and are given back
	Client   *http.Client
	Now      func() time.Time
}

// State is how a step ended.
type State string

// The states.
const (
	Passed  State = "passed"
	Failed  State = "failed"
	Skipped State = "skipped"
)

// Finding is one thing that is not as the contract says.
type Finding struct {
	Expected string `json:"expected"`
	Came     string `json:"came"`
}

// Step is one part of the contract and how the server did.
type Step struct {
	Name     string    `json:"name"`
	Says     string    `json:"says"` // what the contract says, in short
	State    State     `json:"state"`
	Findings []Finding `json:"findings"`
	Why      string    `json:"why,omitempty"` // it was skipped
}

// Report is the outcome of a run.
type Report struct {
	URL      string  `json:"url"`
	Store    string  `json:"store"`
	Till     string  `json:"till"`
	Steps    []Step  `json:"steps"`
	Passed   int     `json:"passed"`
	Failed   int     `json:"failed"`
	Skipped  int     `json:"skipped"`
	Closes   int     `json:"closes"`
	MedianMS float64 `json:"close_median_ms"`
	SlowMS   float64 `json:"close_slowest_ms"`
}

// check is one step to take.
type check struct {
	name, says string
	take       func(*visit, *trial)
}

// visit is one run: where it sells, and what it has sold so far.
type visit struct {
	*client
	ctx      context.Context
	opt      Options
	run      string // begins every receipt id of this run
	count    int
	store    string
	till     string
	currency string
	product  product
	first    sale   // the close that later steps repeat
	code     string // a voucher that can be redeemed
	basket   []line // on which it can be redeemed
	spent    sale   // the close that redeemed it
	open     []string
}

// sale is one close with its answer.
type sale struct {
	body   receipt
	raw    []byte // as answered
	answer answer
}

// Run takes every step and calls say after each. Its error is for a server that
// cannot be reached or a till that cannot sell at all; a breach of the contract
// is a failed step.
func Run(ctx context.Context, o Options, say func(Step)) (Report, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: mostWait}
	}
	v := &visit{
		ctx: ctx, opt: o, run: "CHECK-" + rand.Text()[:10],
		client: &client{base: strings.TrimRight(o.URL, "/"), token: o.Token, http: o.Client},
	}
	if err := v.find(); err != nil {
		return Report{}, err
	}
	report := Report{URL: v.base, Store: v.store, Till: v.till}
	for _, c := range slices.Concat(sales(), redemptions(), facts(), refusals(), farewell()) {
		if ctx.Err() != nil {
			v.ctx = context.WithoutCancel(ctx)
			leave(v, &trial{})
			return report, ctx.Err()
		}
		step := v.take(c)
		report.add(step)
		say(step)
	}
	report.Closes, report.MedianMS, report.SlowMS = v.pace()
	return report, nil
}

func (v *visit) take(c check) Step {
	t := &trial{}
	c.take(v, t)
	step := Step{Name: c.name, Says: c.says, State: Passed, Findings: t.findings, Why: t.skipped}
	switch {
	case len(t.findings) > 0:
		step.State, step.Why = Failed, ""
	case t.skipped != "":
		step.State = Skipped
	}
	if step.Findings == nil {
		step.Findings = []Finding{}
	}
	return step
}

func (r *Report) add(s Step) {
	r.Steps = append(r.Steps, s)
	switch s.State {
	case Passed:
		r.Passed++
	case Failed:
		r.Failed++
	case Skipped:
		r.Skipped++
	}
}
