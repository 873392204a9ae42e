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

// node sends a row's key to child or to child+1. A leaf sends every key to
// itself, so that rows walk a tree in step, without a branch.
//
// Keys order float32 values in 32 bits, missing ones below all. A node that
// sends missing values to the right subtracts 1 from both sides of its
// comparison: then they wrap around to the top.
type node struct {
	bound   uint32 // keys up to it go left
	child   int32
	feature uint16
	shift   uint16
}

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
	at := int32(len(m.nodes))
	order, depths := []int32{0}, []int32{0}
	for i := 0; i < len(order); i++ {
		b := &t.nodes[order[i]]
		if b.left == 0 {
			m.nodes = append(m.nodes, leafNode(at+int32(i)))
			m.value = append(m.value, b.value)
			continue
		}
		bound := uint32(math.MaxUint32)
		if bounds := cuts.bounds[b.feature]; int(b.bin) <= len(bounds) {
			bound = Key(bounds[b.bin-1])
		}
		m.nodes = append(m.nodes, splitNode(split{bound, at + int32(len(order)), uint16(b.feature), b.missingLeft}))
		m.value = append(m.value, 0)
		order = append(order, b.left, b.left+1)
		depths = append(depths, depths[i]+1, depths[i]+1)
	}
	m.roots = append(m.roots, int32(len(m.nodes)))
	m.depth = append(m.depth, slices.Max(depths))
}

// split is a node before it is packed.
type split struct {
	bound       uint32
	child       int32
	feature     uint16
	missingLeft bool
}

func splitNode(s split) node {
	n := node{bound: s.bound, child: s.child, feature: s.feature}
	if !s.missingLeft {
		n.bound, n.shift = s.bound-1, 1
	}
	return n
}

func leafNode(self int32) node { return node{bound: math.MaxUint32, child: self} }

func (m *Model) leaf(i int32) bool { return m.nodes[i].child == i }

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

// lanes is how many rows walk a tree together: their memory waits overlap.
const lanes = 8

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
	for k, depth := range m.depth {
		root := m.roots[k]
		r := 0
		for ; r+lanes <= len(out); r += lanes {
			m.walkEight(walk{root, depth}, keys[r*m.width:(r+lanes)*m.width], (*[lanes]float64)(out[r:]))
		}
		for ; r < len(out); r++ {
			out[r] += m.value[m.walkOne(walk{root, depth}, keys[r*m.width:(r+1)*m.width])]
		}
	}
}

// walk is a tree's first node and how many steps reach every leaf.
type walk struct{ at, steps int32 }

func (m *Model) walkOne(w walk, row []uint32) int32 {
	for range w.steps {
		n := &m.nodes[w.at]
		w.at = n.child + n.right(row[n.feature])
	}
	return w.at
}

func (m *Model) walkEight(w walk, keys []uint32, out *[lanes]float64) {
	var at [lanes]int32
	for i := range at {
		at[i] = w.at
	}
	for range w.steps {
		for i := range at {
			n := &m.nodes[at[i]]
			at[i] = n.child + n.right(keys[i*m.width+int(n.feature)])
		}
	}
	for i := range at {
		out[i] += m.value[at[i]]
	}
}

// right is 1 when the key is beyond the bound, else 0.
func (n *node) right(key uint32) int32 {
	_, beyond := bits.Sub32(n.bound, key-uint32(n.shift), 0)
	return int32(beyond)
}
