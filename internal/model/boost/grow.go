package boost

import (
	"math"
	"math/bits"

	"sartor/internal/stat"
)

// cell is what a bin of a histogram holds: slopes in units of grower.unit, and rows.
type cell struct{ first, second, rows int64 }

func (c *cell) add(d cell) {
	c.first, c.second, c.rows = c.first+d.first, c.second+d.second, c.rows+d.rows
}

func (c *cell) less(d cell) {
	c.first, c.second, c.rows = c.first-d.first, c.second-d.second, c.rows-d.rows
}

// fixed is a row's slope as integers.
type fixed struct{ first, second int64 }

// cut says where a node divides and what that is worth.
type cut struct {
	gain        float64 // 0: not worth it
	feature     int
	bin         uint8 // 1…bin goes left
	missingLeft bool
}

// branch is a node of a growing tree.
type branch struct {
	cut
	left          int32 // the right one follows it; 0: a leaf
	first, second float64
	value         float64
}

func (b *branch) goesLeft(bin uint8) bool {
	if bin == 0 {
		return b.missingLeft
	}
	return bin <= b.bin
}

// tree is one grown tree; leaves holds, by node, the rows of a leaf.
type tree struct {
	nodes  []branch
	leaves map[int][]int32
}

// open is a leaf that may still divide.
type open struct {
	node, depth int
	rows        []int32
	sum         cell
	bins        [][]cell // by feature of the tree; nil when it cannot divide
	best        cut
}

// grower grows trees on one table; it keeps its buffers between trees.
type grower struct {
	t            *Table
	o            *Options
	fixed, near  []fixed // slopes by row, and those of a leaf side by side
	rows, spare  []int32
	unit1, unit2 float64 // what one of an integer first or second slope is worth
	features     []int
	pool         [][][]cell
	found        [2][]cut
}

func newGrower(t *Table, o *Options) *grower {
	n := t.Rows()
	return &grower{t: t, o: o, fixed: make([]fixed, n), near: make([]fixed, n), rows: make([]int32, n), spare: make([]int32, n)}
}

// tree grows leaf-wise: of all leaves the one whose best cut gains most
// divides next, the elder of equals.
func (g *grower) tree(slopes []Slope, features []int) *tree {
	total := g.load(slopes)
	g.features = features
	g.pool = nil
	g.found = [2][]cut{make([]cut, len(features)), make([]cut, len(features))}
	root := &open{rows: g.rows, sum: total}
	g.search(root, nil, nil)
	out := &tree{nodes: []branch{g.leaf(root)}, leaves: map[int][]int32{}}
	leaves := []*open{root}
	for len(leaves) < g.o.Leaves {
		at := -1
		for i, l := range leaves {
			if l.best.gain > 0 && (at < 0 || l.best.gain > leaves[at].best.gain) {
				at = i
			}
		}
		if at < 0 {
			break
		}
		left, right := g.divide(leaves[at], out)
		leaves[at] = left
		leaves = append(leaves, right)
	}
	for _, l := range leaves {
		out.leaves[l.node] = l.rows
	}
	return out
}

func (g *grower) leaf(l *open) branch {
	return branch{first: float64(l.sum.first) * g.unit1, second: float64(l.sum.second) * g.unit2}
}

// load turns slopes into integers: the unit is the power of two at which all
// rows together just fit, so that sums are exact.
func (g *grower) load(slopes []Slope) cell {
	most1, most2 := 0., 0.
	for _, s := range slopes {
		most1, most2 = max(most1, math.Abs(s.First)), max(most2, s.Second)
	}
	room := 62 - bits.Len(uint(len(slopes)))
	g.unit1, g.unit2 = unit(most1, room), unit(most2, room)
	scale1, scale2 := 1/g.unit1, 1/g.unit2
	total := cell{rows: int64(len(slopes))}
	for i, s := range slopes {
		f := fixed{int64(math.RoundToEven(s.First * scale1)), int64(math.RoundToEven(s.Second * scale2))}
		g.fixed[i], g.rows[i] = f, int32(i)
		total.first, total.second = total.first+f.first, total.second+f.second
	}
	return total
}

// unit returns the power of two of which most is at most 2^room.
func unit(most float64, room int) float64 {
	if most == 0 || !finite(most) {
		return 1
	}
	_, exp := math.Frexp(most)
	return math.Ldexp(1, max(exp-room, -1000))
}

// divide splits a leaf's rows, keeping their order, and looks for the best cut
// of either part.
func (g *grower) divide(l *open, t *tree) (left, right *open) {
	column, b := g.t.columns[l.best.feature], branch{cut: l.best}
	spare, kept := g.spare[:0], 0
	left, right = &open{depth: l.depth + 1}, &open{depth: l.depth + 1}
	for _, r := range l.rows {
		if !b.goesLeft(column[r]) {
			spare = append(spare, r)
			continue
		}
		l.rows[kept] = r
		kept++
		f := g.fixed[r]
		left.sum.add(cell{f.first, f.second, 1})
	}
	copy(l.rows[kept:], spare)
	left.rows, right.rows = l.rows[:kept:kept], l.rows[kept:]
	right.sum = l.sum
	right.sum.less(left.sum)
	left.node = len(t.nodes)
	right.node = left.node + 1
	n := &t.nodes[l.node]
	n.cut, n.left = l.best, int32(left.node)
	t.nodes = append(t.nodes, g.leaf(left), g.leaf(right))
	small, large := left, right
	if len(left.rows) > len(right.rows) {
		small, large = right, left
	}
	g.search(small, large, l.bins)
	return left, right
}

// search fills the histogram of small from its rows, turns the parent's into
// that of large, and finds both best cuts. Without a parent only small counts.
func (g *grower) search(small, large *open, parent [][]cell) {
	able := g.able(small) || large != nil && g.able(large)
	if !able {
		g.free(parent)
		return
	}
	near := g.near[:len(small.rows)]
	for i, r := range small.rows {
		near[i] = g.fixed[r]
	}
	bins := g.take()
	work := stat.Work{Workers: g.o.Workers, N: len(g.features), Chunk: 1}
	if len(small.rows) < block {
		work.Workers = 1 // the start of goroutines would cost more
	}
	stat.Spread(work, func(_, k int) {
		f := g.features[k]
		count(bins[k], g.t.columns[f], small.rows, near)
		g.found[0][k] = g.best(small, f, bins[k])
		if large == nil {
			return
		}
		for i := range parent[k] {
			parent[k][i].less(bins[k][i])
		}
		g.found[1][k] = g.best(large, f, parent[k])
	})
	small.best = first(g.found[0])
	if small.bins = bins; small.best.gain == 0 {
		g.free(bins)
	}
	if large != nil {
		large.best = first(g.found[1])
		if large.bins = parent; large.best.gain == 0 {
			g.free(parent)
		}
	}
}

// able says whether a leaf may divide at all.
func (g *grower) able(l *open) bool { return len(l.rows) >= 2*g.o.Least && l.depth < g.o.Depth }

// first returns the cut that gains most, of equals the one of the lower feature.
func first(found []cut) cut {
	best := cut{}
	for _, c := range found {
		if c.gain > best.gain {
			best = c
		}
	}
	return best
}

// count adds the rows' slopes to their bins.
func count(bins []cell, column []uint8, rows []int32, near []fixed) {
	clear(bins)
	near = near[:len(rows)]
	for i, r := range rows {
		c := &bins[column[r]]
		c.first += near[i].first
		c.second += near[i].second
		c.rows++
	}
}

// least is the part of a node's own term that a cut must gain beyond: below it
// lies rounding.
const least = 1e-10

// best finds the best cut of a feature, at equal gain the lower one; missing
// values go to the side where they gain more, to the right when that is equal.
func (g *grower) best(l *open, feature int, bins []cell) cut {
	out := cut{}
	if !g.able(l) {
		return out
	}
	own := g.term(l.sum)
	floor := least * own
	missing, left := bins[0], cell{}
	for b := 1; b < len(bins); b++ {
		left.add(bins[b])
		if bins[b].rows == 0 {
			continue
		}
		if gain := g.gain(left, l.sum) - own; gain > floor && gain > out.gain {
			out = cut{gain, feature, uint8(b), false}
		}
		if missing.rows == 0 {
			continue
		}
		with := left
		with.add(missing)
		if gain := g.gain(with, l.sum) - own; gain > floor && gain > out.gain {
			out = cut{gain, feature, uint8(b), true}
		}
	}
	return out
}

// gain is the two parts' terms, or −1 when one has too few rows.
func (g *grower) gain(left, all cell) float64 {
	right := all
	right.less(left)
	if left.rows < int64(g.o.Least) || right.rows < int64(g.o.Least) {
		return -1
	}
	return g.term(left) + g.term(right)
}

// term is G²/(H+λ).
func (g *grower) term(c cell) float64 {
	h := float64(c.second)*g.unit2 + g.o.L2
	if h <= 0 {
		return 0
	}
	first := float64(c.first) * g.unit1
	return first * first / h
}

// take returns a histogram, and free gives one back.
func (g *grower) take() [][]cell {
	if n := len(g.pool); n > 0 {
		out := g.pool[n-1]
		g.pool = g.pool[:n-1]
		return out
	}
	total := 0
	for _, f := range g.features {
		total += g.t.bins(f)
	}
	flat, out := make([]cell, total), make([][]cell, len(g.features))
	for k, f := range g.features {
		n := g.t.bins(f)
		out[k], flat = flat[:n:n], flat[n:]
	}
	return out
}

func (g *grower) free(bins [][]cell) {
	if bins != nil {
		g.pool = append(g.pool, bins)
	}
}
