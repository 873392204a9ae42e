package boost

import (
	"math"
	"math/bits"
	"slices"
)

// Model is a sum of trees, immutable once grown.
type Model struct {
	width int
	base  float64
	roots []int32 // first node of each tree and, last, the number of nodes
	depth []int32 // of each tree: the most steps from root to leaf
	nodes []node
	value []float64 // by node; 0 but at leaves
	gains []float64 // by feature
}

// node sends a row's key to child or to child+1, counted from the first node of
// its tree. A leaf sends every key to itself, so that rows walk a tree in step,
// without a branch. Eight bytes: a tree of 15 leaves fills four cache lines.
//
// Keys order float32 values in 32 bits, missing ones below all. A node that
// sends missing values to the right subtracts 1 from both sides of its
// comparison: then they wrap around to the top.
type node struct {
	bound   uint32 // keys up to it go left
	child   uint16
	feature uint16 // and, in the highest bit, whether 1 is subtracted
}

// shifted is the bit of node.feature that sends missing values right.
const shifted = 1 << 15

const missingKey = 0

// Key turns a feature's value into what Score compares.
func Key(v float32) uint32 {
	switch b := math.Float32bits(v); {
	case v != v:
		return missingKey
	case v == 0:
		return 1 << 31
	case b>>31 != 0:
		return ^b
	default:
		return b | 1<<31
	}
}

// add appends a tree in breadth-first order, so that the k-th inner node has
// the children 2k+1 and 2k+2.
func (m *Model) add(t *tree, cuts Cuts) {
	order, depths := []int32{0}, []int32{0}
	for i := 0; i < len(order); i++ {
		b := &t.nodes[order[i]]
		if b.left == 0 {
			m.nodes = append(m.nodes, leafNode(i))
			m.value = append(m.value, b.value)
			continue
		}
		bound := uint32(math.MaxUint32)
		if bounds := cuts.bounds[b.feature]; int(b.bin) <= len(bounds) {
			bound = Key(bounds[b.bin-1])
		}
		m.nodes = append(m.nodes, splitNode(split{bound, uint16(len(order)), uint16(b.feature), b.missingLeft}))
		m.value = append(m.value, 0)
		order = append(order, b.left, b.left+1)
		depths = append(depths, depths[i]+1, depths[i]+1)
	}
	m.roots = append(m.roots, int32(len(m.nodes)))
	m.depth = append(m.depth, slices.Max(depths))
}

// split is a node before it is packed.
type split struct {
	bound          uint32
	child, feature uint16
	missingLeft    bool
}

func splitNode(s split) node {
	if s.missingLeft {
		return node{s.bound, s.child, s.feature}
	}
	return node{s.bound - 1, s.child, s.feature | shifted}
}

func leafNode(self int) node { return node{math.MaxUint32, uint16(self), 0} }

// cut drops all trees but the first ones.
func (m *Model) cut(trees int) {
	m.roots, m.depth = m.roots[:trees+1], m.depth[:trees]
	m.nodes, m.value = m.nodes[:m.roots[trees]], m.value[:m.roots[trees]]
}

// Width returns the number of features of a row.
func (m *Model) Width() int { return m.width }

// Trees returns the number of trees.
func (m *Model) Trees() int { return len(m.depth) }

// Gains returns, by feature, how much its splits reduced the (quadratic model
// of the) training loss, times two: what the feature is worth to the model.
func (m *Model) Gains() []float64 { return slices.Clone(m.gains) }

// Score returns a row's score.
func (m *Model) Score(row []float32) float64 {
	keys, out := make([]uint32, len(row)), [1]float64{}
	for i, v := range row {
		keys[i] = Key(v)
	}
	m.Scores(keys, out[:])
	return out[0]
}

// lanes is how many rows walk a tree together: their waits for memory overlap.
const lanes = 4

// Scores writes the scores of len(out) rows, whose keys stand one row after the
// other. It allocates nothing. Rows that do not have the model's width score 0.
func (m *Model) Scores(keys []uint32, out []float64) {
	if len(keys) != len(out)*m.width {
		clear(out)
		return
	}
	for i := range out {
		out[i] = m.base
	}
	m.Add(Trees{0, m.Trees()}, keys, out)
}

// Trees is the trees of a model from From to before To.
type Trees struct{ From, To int }

// Add adds what some trees say of len(out) rows to their scores, as Scores does
// with all: who needs only the best rows may drop the hopeless ones on the way.
// Trees the model does not have say nothing.
func (m *Model) Add(some Trees, keys []uint32, out []float64) {
	if len(keys) != len(out)*m.width {
		return
	}
	for k := max(0, some.From); k < min(some.To, m.Trees()); k++ {
		w := walk{m.nodes[m.roots[k]:m.roots[k+1]], m.value[m.roots[k]:m.roots[k+1]], m.depth[k]}
		r := 0
		for ; r+lanes <= len(out); r += lanes {
			w.four(keys[r*m.width:(r+lanes)*m.width], out[r:r+lanes])
		}
		for ; r < len(out); r++ {
			out[r] += w.one(keys[r*m.width : (r+1)*m.width])
		}
	}
}

// walk is a tree and how many steps reach each of its leaves.
type walk struct {
	nodes []node
	value []float64
	steps int32
}

func (w *walk) one(row []uint32) float64 {
	at := uint32(0)
	for range w.steps {
		at = w.nodes[at].next(row)
	}
	return w.value[at]
}

func (w *walk) four(keys []uint32, out []float64) {
	width := len(keys) / lanes
	r0, r1, r2, r3 := keys[:width], keys[width:2*width], keys[2*width:3*width], keys[3*width:]
	var a0, a1, a2, a3 uint32
	nodes := w.nodes
	for range w.steps {
		a0, a1 = nodes[a0].next(r0), nodes[a1].next(r1)
		a2, a3 = nodes[a2].next(r2), nodes[a3].next(r3)
	}
	out = out[:lanes]
	out[0] += w.value[a0]
	out[1] += w.value[a1]
	out[2] += w.value[a2]
	out[3] += w.value[a3]
}

// next is the child that the row goes to.
func (n node) next(row []uint32) uint32 {
	_, right := bits.Sub32(n.bound, row[n.feature&^shifted]-uint32(n.feature>>15), 0)
	return uint32(n.child) + right
}
