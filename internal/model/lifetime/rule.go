package lifetime

import (
	"sync"

	"gonum.org/v1/gonum/integrate/quad"
)

// nodes of the Gauss-Legendre rule with which integrals over the time of leaving
// are taken: 64 give 1e-12 up to 300 repeats and α/β from 1/8 to 10⁴.
const nodes = 64

// rule is a quadrature over [0, 1].
type rule struct{ at, weight [nodes]float64 }

// legendre returns the rule, which is worked out once.
var legendre = sync.OnceValue(func() *rule {
	r := &rule{}
	quad.Legendre{}.FixedLocations(r.at[:], r.weight[:], 0, 1)
	return r
})
