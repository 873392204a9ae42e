package season

import "math"

// Wave is one wave a year in the logarithm of a rate: ln μ = ln e + B0 + B1·cos θ
// + B2·sin θ.
type Wave struct {
	B0, B1, B2  float64
	Amplitude   float64 // hypot(B1, B2)
	AmplitudeSE float64
	Phase       float64 // of the peak, in [0, 2π) from 1 January 0:00
	PhaseSE     float64
	Variance    float64 // of B1 and B2, their mean: Cov₁₁ and Cov₂₂ halved
	Dispersion  float64 // Pearson's statistic over parts − 3; 1 for Poisson counts
	LR          float64 // likelihood ratio statistic against no season
	Freedom     float64 // parts − 3
	Steps       int
}

// Peak returns the peak in days after 1 January 0:00.
func (w Wave) Peak() float64 { return w.Phase / (2 * math.Pi) * daysAYear }

// mostSteps caps Newton's steps: 4 to 7 are usual.
const mostSteps = 50

// Harmonic fits the wave.
//
//	Assumes   Poisson counts, or over-dispersed ones with variance φ·mean
//	Computes  Newton (IRLS) from b0 = ln(N/Σe), b1 = b2 = 0, halving steps that lose likelihood;
//	          Cov = max(1, φ)·(X'WX)⁻¹, φ = Pearson/(parts − 3)
//	          A = hypot(b1,b2), peak = atan2(b2,b1) mod 2π, peak/trough = exp(2A)
//	          se(A): g = (0, b1/A, b2/A);  se(phase): g = (0, −b2/A², b1/A²)
//	Source    SCIENCE 7.2
//	Edges     no convergence in 50 steps, a rate that runs away, too few parts: not ok;
//	          A = 0: phase 0 and unknown (its error is 2π)
func Harmonic(c Counts) (wave Wave, ok bool) {
	total, exposure, parts, ok := c.sums()
	if !ok || total <= 0 || parts < least {
		return Wave{}, false
	}
	f := fitting{Counts: c, b: [3]float64{math.Log(total / exposure)}}
	flat := f.logLik(f.b)
	for f.steps < mostSteps {
		f.steps++
		if done, ok := f.step(); !ok {
			return Wave{}, false
		} else if done {
			return f.wave(flat, float64(parts-3))
		}
	}
	return Wave{}, false
}

type fitting struct {
	Counts
	b     [3]float64
	steps int
}

// rate is μ of a part under coefficients.
func (f *fitting) rate(b [3]float64, m int) float64 {
	x := direction(m, len(f.Events))
	return f.Exposure[m] * math.Exp(b[0]+b[1]*x.C+b[2]*x.S)
}

func (f *fitting) logLik(b [3]float64) float64 {
	sum := 0.0
	for m, o := range f.Events {
		if f.Exposure[m] == 0 {
			continue
		}
		mu := f.rate(b, m)
		sum += o*math.Log(mu) - mu
	}
	return sum
}

// information is the gradient and X'WX at the coefficients.
func (f *fitting) information() (gradient [3]float64, info [3][3]float64) {
	for m, o := range f.Events {
		mu := f.rate(f.b, m)
		d := direction(m, len(f.Events))
		x := [3]float64{1, d.C, d.S}
		for i := range x {
			gradient[i] += (o - mu) * x[i]
			for j := range x {
				info[i][j] += mu * x[i] * x[j]
			}
		}
	}
	return gradient, info
}

// step makes one step of Newton; done when it moved nothing.
func (f *fitting) step() (done, ok bool) {
	gradient, info := f.information()
	cov, ok := inverse(info)
	if !ok {
		return false, false
	}
	var move [3]float64
	for i := range move {
		for j := range gradient {
			move[i] += cov[i][j] * gradient[j]
		}
	}
	before := f.logLik(f.b)
	for range 40 {
		next := [3]float64{f.b[0] + move[0], f.b[1] + move[1], f.b[2] + move[2]}
		if ll := f.logLik(next); ll >= before-1e-9*(1+math.Abs(before)) {
			f.b = next
			size := math.Abs(move[0]) + math.Abs(move[1]) + math.Abs(move[2])
			return size < 1e-10, math.Hypot(next[1], next[2]) < 50 // all events in one part: the wave has no end
		}
		for i := range move {
			move[i] /= 2
		}
	}
	return true, true // no step gains anything: this is the top
}

func (f *fitting) wave(flat, freedom float64) (Wave, bool) {
	_, info := f.information()
	cov, ok := inverse(info)
	if !ok {
		return Wave{}, false
	}
	pearson := 0.0
	for m, o := range f.Events {
		if mu := f.rate(f.b, m); mu > 0 {
			pearson += (o - mu) * (o - mu) / mu
		}
	}
	w := Wave{
		B0: f.b[0], B1: f.b[1], B2: f.b[2], Amplitude: math.Hypot(f.b[1], f.b[2]), PhaseSE: 2 * math.Pi,
		Variance: (cov[1][1] + cov[2][2]) / 2, Dispersion: pearson / freedom,
		LR: 2 * (f.logLik(f.b) - flat), Freedom: freedom, Steps: f.steps,
	}
	if w.Amplitude > 1e-9 {
		w.Phase = math.Mod(math.Atan2(w.B2, w.B1)+2*math.Pi, 2*math.Pi)
		c, s := w.B1/w.Amplitude, w.B2/w.Amplitude
		w.AmplitudeSE = math.Sqrt(c*c*cov[1][1] + 2*c*s*cov[1][2] + s*s*cov[2][2])
		w.PhaseSE = math.Sqrt(s*s*cov[1][1]-2*c*s*cov[1][2]+c*c*cov[2][2]) / w.Amplitude
	}
	return w, w.finite()
}

// widened are the standard errors and the variance for over-dispersed counts.
func (w Wave) widened() Wave {
	phi := max(1, w.Dispersion)
	w.AmplitudeSE *= math.Sqrt(phi)
	w.PhaseSE = min(w.PhaseSE*math.Sqrt(phi), 2*math.Pi)
	w.Variance *= phi
	return w
}

func (w Wave) finite() bool {
	for _, v := range []float64{w.B0, w.B1, w.B2, w.AmplitudeSE, w.PhaseSE, w.Variance, w.Dispersion, w.LR} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// FTail returns P(F > f) on (2, n) degrees of freedom.
//
//	Computes  (1 + 2f/n)^(−n/2), exact for two degrees above
func FTail(f, n float64) float64 {
	if !(f > 0) || !(n > 0) {
		return 1
	}
	return math.Pow(1+2*f/n, -n/2)
}

// inverse of a symmetric 3 × 3 matrix by cofactors.
func inverse(m [3][3]float64) (out [3][3]float64, ok bool) {
	cof := func(i, j int) float64 {
		a, b, c, d := (i+1)%3, (i+2)%3, (j+1)%3, (j+2)%3
		return m[a][c]*m[b][d] - m[a][d]*m[b][c]
	}
	det := m[0][0]*cof(0, 0) + m[0][1]*cof(0, 1) + m[0][2]*cof(0, 2)
	if !(det > 1e-12*m[0][0]*m[1][1]*m[2][2]) {
		return out, false
	}
	for i := range 3 {
		for j := range 3 {
			out[i][j] = cof(j, i) / det
		}
	}
	return out, true
}
