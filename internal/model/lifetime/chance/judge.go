package chance

import (
	"cmp"
	"math"
	"slices"
)

// Row is a row of a reliability table: of N customers with chances from From to To,
// Chance on average, the share Share did buy.
type Row struct {
	From   float64 `json:"from"`
	To     float64 `json:"to"`
	N      int     `json:"n"`
	Chance float64 `json:"chance"`
	Share  float64 `json:"share"`
}

// Judged is how chances came true.
type Judged struct {
	LogScore float64 `json:"log_score"` // mean −ln of the chance of what came: the smaller the better
	ECE      float64 `json:"ece"`       // mean distance of chance and share over the rows, by customers
	Luck     float64 `json:"luck"`      // what the ECE of a perfect forecast would be on so many
	Spread   float64 `json:"spread"`    // standard deviation of that
	Rows     []Row   `json:"rows,omitempty"`
}

// Told is a chance and what came.
type Told struct {
	Chance float64
	Bought bool
}

// groups is how many rows a reliability table has, of as many customers each.
const groups = 10

// Judge sets chances beside what came, in ten groups of equal size by chance.
//
//	Computes  ECE = Σ_g |Σ_i (p_i − y_i)|/n; of a perfect forecast each |…| is that of a normal
//	          with variance v_g = Σ p(1−p): mean Σ √(2v_g/π)/n, variance Σ (1−2/π)·v_g/n²
//	Source    Naeini, Cooper, Hauskrecht, AAAI 2015
func Judge(told []Told) Judged {
	by := slices.Clone(told)
	slices.SortStableFunc(by, func(a, b Told) int { return cmp.Compare(a.Chance, b.Chance) })
	var out Judged
	n, variance := float64(len(by)), 0.0
	for g := range groups {
		part := by[g*len(by)/groups : (g+1)*len(by)/groups]
		if len(part) == 0 {
			continue
		}
		row, v := Row{From: part[0].Chance, To: part[len(part)-1].Chance, N: len(part)}, 0.0
		for _, t := range part {
			row.Chance += t.Chance
			v += t.Chance * (1 - t.Chance)
			if t.Bought {
				row.Share++
			}
			out.LogScore += t.Loss() / n
		}
		out.ECE += math.Abs(row.Chance-row.Share) / n
		out.Luck += math.Sqrt(2*v/math.Pi) / n
		variance += (1 - 2/math.Pi) * v / (n * n)
		row.Chance, row.Share = row.Chance/float64(len(part)), row.Share/float64(len(part))
		out.Rows = append(out.Rows, row)
	}
	out.Spread = math.Sqrt(variance)
	return out
}

// Loss is the log score of one chance: the smaller the better.
func (t Told) Loss() float64 {
	if t.Bought {
		return -math.Log(clamp(t.Chance))
	}
	return -math.Log(1 - clamp(t.Chance))
}
