package neighbour

// Weights are the choices of the additive score.
//
//	Computes  score(i) = (c_u(i) + NN·knn(i) + Pop·share(i)) · (rho(i)/rhobar)^Eta · tr28(i)^Trend
//	          knn(i) = Σ_{v in N_u} ω_v c_v(i), N_u the K customers most alike, Σω = 1
//	Source    SCIENCE 3.1 (3.4), RANKER "Answer first"
type Weights struct {
	Delta float64 `json:"delta"`    // decay a basket of own counts
	K     int     `json:"k"`        // neighbours
	NN    float64 `json:"nn"`       // weight of what they buy
	Near  float64 `json:"nn_delta"` // decay of their counts; 0: Delta
	Pop   float64 `json:"pop"`      // w_pop·B: on the share of baskets, so that it keeps its meaning as the chain grows
	Eta   float64 `json:"eta"`      // power of the repurchase propensity
	Trend float64 `json:"trend"`    // power of what sells now
}

// near is the decay of the neighbours' counts.
func (w *Weights) near() float64 {
	if w.Near == 0 {
		return w.Delta
	}
	return w.Near
}

// What is tried (SCIENCE 3.1, and a stronger trend): w_pop of 1e-6, 1e-5 and 1e-4 a basket on a base of
// 10,000 baskets are .01, .1 and 1 on the share.
var (
	deltaGrid = []float64{.8, .9, .95, .99}
	kGrid     = []int{100, 300, 1000, 3000}
	nnGrid    = []float64{0, .25, .5, 1, 2, 6, 8}
	nearGrid  = []float64{0, .6}
	popGrid   = []float64{.01, .1, 1}
	etaGrid   = []float64{0, .25, .5, 1}
	trendGrid = []float64{0, .25, .5, .75}
)

// Start returns weights for a chain too young to choose its own.
func Start() Weights { return Weights{Delta: .95, K: 300, NN: .5, Pop: .1, Eta: .5} }

// cell is a place in the grid, one index a coordinate.
type cell [7]int

func (c cell) weights() Weights {
	return Weights{deltaGrid[c[0]], kGrid[c[1]], nnGrid[c[2]], nearGrid[c[3]], popGrid[c[4]], etaGrid[c[5]], trendGrid[c[6]]}
}

// sizes is how many values each coordinate has.
func sizes() cell {
	return cell{len(deltaGrid), len(kGrid), len(nnGrid), len(nearGrid), len(popGrid), len(etaGrid), len(trendGrid)}
}

// starts are where the search begins: short grocery histories, the plain start, and
// own habits alone with the trend.
func starts() []cell {
	return []cell{{2, 1, 2, 0, 1, 2, 0}, {1, 3, 5, 0, 1, 2, 1}, {0, 1, 1, 1, 2, 2, 1}}
}
