package rhythm

import (
	"math"

	"gonum.org/v1/gonum/optimize"

	"sartor/internal/fault"
)

// Renewal is one buyer's purchase days of a product, condensed for a fit.
type Renewal struct {
	Past
	SumLog float64 // Σ ln gap, gaps in days and above 0
}

// RenewalOf condenses growing purchase days; end is the last day observed.
func RenewalOf(days []int32, end int32) Renewal {
	var out Renewal
	for i := 1; i < len(days); i++ {
		gap := float64(days[i] - days[i-1])
		if gap <= 0 {
			continue // two baskets of a day are one purchase day
		}
		out.Gaps, out.Sum, out.SumLog = out.Gaps+1, out.Sum+gap, out.SumLog+math.Log(gap)
	}
	out.Idle = float64(end - days[len(days)-1])
	return out
}

// Fitted is a rhythm with how well it fits.
type Fitted struct {
	Law
	LogLik    float64
	Steps     int
	Converged bool
}

// LogLik is the marginal log-likelihood of the buyers' gaps.
//
//	Computes  Σ lnΓ(R+Kn) − lnΓ(R) + R ln A − n lnΓ(K) + (K−1) Σ ln g
//	            − (R+Kn) ln(A+S) + ln(1−F(y))                       (3.6)
func (r Law) LogLik(buyers []Renewal) float64 {
	lgR, _ := math.Lgamma(r.R)
	lgK, _ := math.Lgamma(r.K)
	logA, sum := math.Log(r.A), 0.0
	for i := range buyers {
		b := &buyers[i]
		n := float64(b.Gaps)
		shape := r.R + r.K*n
		if n > 0 {
			lg, _ := math.Lgamma(shape)
			sum += lg - lgR + r.R*logA - n*lgK + (r.K-1)*b.SumLog - shape*math.Log(r.A+b.Sum)
		}
		sum += math.Log(max(r.Waited(b.Past, b.Idle), math.SmallestNonzeroFloat64))
	}
	return sum
}

// farLog bounds the logarithm of each parameter (SCIENCE 0.4).
const farLog = 12

// Fit finds the parameters of the largest likelihood by Nelder-Mead on
// their logarithms, from start. At least one buyer must have a gap. A fit that
// did not converge is an error.
func Fit(buyers []Renewal, start Law) (Fitted, error) {
	gaps := 0
	for i := range buyers {
		gaps += buyers[i].Gaps
	}
	if gaps == 0 || !start.Sound() {
		return Fitted{}, fault.At("rhythm.Fit", fault.New(fault.Invalid, "habit_no_gaps", "no product was bought twice"))
	}
	at := func(x []float64) Law { return Law{math.Exp(x[0]), math.Exp(x[1]), math.Exp(x[2])} }
	problem := optimize.Problem{Func: func(x []float64) float64 {
		for _, v := range x {
			if math.Abs(v) > farLog {
				return math.Inf(1)
			}
		}
		return -at(x).LogLik(buyers) / float64(len(buyers))
	}}
	settings := &optimize.Settings{
		FuncEvaluations: 1000,
		Converger:       &optimize.FunctionConverge{Absolute: 1e-9, Iterations: 12},
	}
	x0 := []float64{math.Log(start.K), math.Log(start.R), math.Log(start.A)}
	res, err := optimize.Minimize(problem, x0, settings, &optimize.NelderMead{SimplexSize: .3})
	if err != nil || res.Status == optimize.FunctionEvaluationLimit {
		return Fitted{}, fault.At("rhythm.Fit", &fault.Error{Kind: fault.Invalid, Code: "habit_no_fit", Err: err})
	}
	out := at(res.X)
	return Fitted{Law: out, LogLik: out.LogLik(buyers), Steps: res.FuncEvaluations, Converged: true}, nil
}
