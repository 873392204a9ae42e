// Package lifetime owns what is expected of one customer from the days they
// bought on: whether they are still a customer, how often they will buy, what
// they will spend and what that is worth, each as a distribution. It fits
// BG/NBD, MBG/NBD, (M)BG/CNBD-k and Pareto/NBD on counted histories, chooses
// among them by held-out score, and has the Gamma-Gamma model of spend on top.
//
// It refuses clocks, storage, ids of customers, currencies and global
// randomness: a day is a number, a seed an argument. Time is whole days outside
// and weeks inside; parameters are in weeks, as in the literature.
//
// Invariants and their tests: the worked examples of the literature hold
// (TestLogLik_WorkedExamples, TestPosterior_WorkedExamples,
// TestSpend_WorkedExamples); P(alive) lies in [0,1] and never rises while nothing
// is bought, expectations never fall with the horizon
// (TestPosterior_HoldsForAnyInput); counted histories have the likelihood of
// single ones (TestRows_LikelihoodOfEachOne); a growing history equals one built
// at once, bit for bit (TestTrack_EqualsTheWhole); a fit is the same for any
// number of workers (TestFit_SameForAnyWorkers) and finds the parameters that
// made the data (TestFit_Recovers).
package lifetime

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Kind is a family of purchase processes.
type Kind uint8

// The families. MBG lets a customer leave already after the first purchase, so
// it can speak of one-time buyers; BG cannot.
const (
	MBG    Kind = iota // modified beta-geometric drop-out, Erlang-K gaps
	BG                 // beta-geometric drop-out, Erlang-K gaps
	Pareto             // exponential lifetime, Poisson purchases: Pareto/NBD
)

// MostStages is the largest K: beyond it gaps are so regular that a calendar
// describes them better.
const MostStages = 12

// DaysPerWeek converts the days of a History to the weeks of a Model.
const DaysPerWeek = 7

// Model is a purchase process with its parameters, which describe all customers
// of a chain together.
//
//	R, Alpha  purchase rate ~ Gamma(R, rate Alpha [weeks]), in stages a week
//	A, B      MBG, BG: chance to leave after a purchase ~ Beta(A, B)
//	          Pareto: rate of leaving ~ Gamma(A, rate B [weeks]) (s and β)
//	K         stages a gap consists of: 1 is Poisson, more is more regular
type Model struct {
	Kind  Kind    `json:"kind"`
	K     int     `json:"k"`
	R     float64 `json:"r"`
	Alpha float64 `json:"alpha"`
	A     float64 `json:"a"`
	B     float64 `json:"b"`
}

// Name returns the model's name in files and reports: bgnbd, mbgnbd, paretonbd,
// mbgcnbd-2 and so on.
func (m Model) Name() string {
	if m.Kind == Pareto {
		return "paretonbd"
	}
	name := "mbg"
	if m.Kind == BG {
		name = "bg"
	}
	if m.K > 1 {
		return fmt.Sprintf("%scnbd-%d", name, m.K)
	}
	return name + "nbd"
}

// Params returns the parameters by the names of the literature.
func (m Model) Params() map[string]float64 {
	out := map[string]float64{}
	for i, name := range m.Names() {
		out[name] = m.theta()[i]
	}
	return out
}

// Parameters beyond these bounds mean nothing that a fit could have found, and
// would lose the days beside them in float64.
const (
	leastParam = 1e-9
	mostParam  = 1e9
)

var errDomain = errors.New("lifetime: outside the domain of the model")

// Check says why the model cannot be used, nil when it can. A model that was
// stored or typed in is checked once; a fitted one holds.
func (m Model) Check() error {
	if m.Kind > Pareto || m.K < 1 || m.K > MostStages || (m.Kind == Pareto && m.K != 1) {
		return fmt.Errorf("%w: kind %d with %d stages a gap", errDomain, m.Kind, m.K)
	}
	bad := []string{}
	for i, v := range m.theta() {
		if !(v >= leastParam && v <= mostParam) {
			bad = append(bad, fmt.Sprintf("%s %g", m.Names()[i], v))
		}
	}
	if len(bad) > 0 {
		return fmt.Errorf("%w: parameters lie between %g and %g: %s", errDomain, leastParam, mostParam, strings.Join(bad, ", "))
	}
	return nil
}

// theta returns the parameters in their order of optimisation.
func (m Model) theta() [4]float64 { return [4]float64{m.R, m.Alpha, m.A, m.B} }

// with returns the same kind with other parameters.
func (m Model) with(p [4]float64) Model {
	m.R, m.Alpha, m.A, m.B = p[0], p[1], p[2], p[3]
	return m
}

// dropsAtFirst is SCIENCE's m: 1 when a customer can leave after the first
// purchase.
func (m Model) dropsAtFirst() float64 {
	if m.Kind == MBG {
		return 1
	}
	return 0
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

func lnBeta(a, b float64) float64 { return lgamma(a) + lgamma(b) - lgamma(a+b) }

func logSumExp(v []float64) float64 {
	top := math.Inf(-1)
	for _, x := range v {
		top = max(top, x)
	}
	if math.IsInf(top, -1) {
		return top
	}
	sum := 0.0
	for _, x := range v {
		sum += math.Exp(x - top)
	}
	return top + math.Log(sum)
}
