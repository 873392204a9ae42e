package boost

import (
	"encoding/binary"
	"math"
	"slices"
)

// version is the first byte of an encoded model. After it stand
//
//	features, score of no tree, gain by feature, number of trees
//
// and, for each tree, the number of nodes and then the nodes, breadth first,
// so that the k-th inner node has the children 2k+1 and 2k+2:
//
//	0, value                         a leaf
//	1 + feature, bound, side         an inner node, bound as packed in memory; 1: missing goes right
//
// Counts and features are unsigned varints, bounds four bytes and everything
// else eight bytes, little endian.
const version = 1

var errModel = invalid("boost_encoding", "these bytes are no boosted model of this version; fit it again")

// Append appends the model's encoding, which Decode reads to an equal model.
func (m *Model) Append(dst []byte) []byte {
	dst = binary.AppendUvarint(append(dst, version), uint64(m.width))
	dst = appendFloat(dst, m.base)
	for _, g := range m.gains {
		dst = appendFloat(dst, g)
	}
	dst = binary.AppendUvarint(dst, uint64(m.Trees()))
	for k := range m.depth {
		lo, hi := m.roots[k], m.roots[k+1]
		dst = binary.AppendUvarint(dst, uint64(hi-lo))
		for i := lo; i < hi; i++ {
			n := m.nodes[i]
			if int32(n.child) == i-lo {
				dst = appendFloat(append(dst, 0), m.value[i])
				continue
			}
			dst = binary.AppendUvarint(dst, uint64(n.feature&^shifted)+1)
			dst = append(binary.LittleEndian.AppendUint32(dst, n.bound), byte(n.feature>>15))
		}
	}
	return dst
}

func appendFloat(dst []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
}

// Decode reads a model. What is not a whole one of this version is refused.
func Decode(src []byte) (*Model, error) {
	r := reader{src: src}
	if r.byte() != version {
		return nil, errModel
	}
	m := &Model{width: int(r.number(MostFeatures)), base: r.float(), roots: []int32{0}}
	for range m.width {
		m.gains = append(m.gains, r.float())
		if r.bad {
			return nil, errModel
		}
	}
	for range r.number(MostTrees) {
		if m.decodeTree(&r); r.bad {
			return nil, errModel
		}
	}
	if r.bad || len(r.src) != 0 || m.width == 0 {
		return nil, errModel
	}
	return m, nil
}

func (m *Model) decodeTree(r *reader) {
	total := int32(r.number(2*MostLeaves - 1))
	inner := int32(0)
	depths := make([]int32, total)
	for i := int32(0); i < total && !r.bad; i++ {
		feature := r.number(uint64(m.width))
		if feature == 0 {
			m.nodes, m.value = append(m.nodes, leafNode(int(i))), append(m.value, r.float())
			continue
		}
		child := 2*inner + 1
		inner++
		n := node{r.word(), uint16(child), uint16(feature - 1)}
		side := r.byte()
		n.feature |= uint16(side) << 15
		if side > 1 || child <= i || child+1 >= total {
			r.bad = true
			return
		}
		depths[child], depths[child+1] = depths[i]+1, depths[i]+1
		m.nodes, m.value = append(m.nodes, n), append(m.value, 0)
	}
	if r.bad || total == 0 || 2*inner+1 != total {
		r.bad = true
		return
	}
	m.roots = append(m.roots, int32(len(m.nodes)))
	m.depth = append(m.depth, slices.Max(depths))
}

// reader takes the parts of an encoding from its front; bad once it failed.
type reader struct {
	src []byte
	bad bool
}

func (r *reader) byte() byte {
	if len(r.src) < 1 {
		r.bad = true
		return 0
	}
	b := r.src[0]
	r.src = r.src[1:]
	return b
}

// number reads a varint in its shortest form, at most most.
func (r *reader) number(most uint64) uint64 {
	v, n := binary.Uvarint(r.src)
	if n <= 0 || v > most || n > 1 && r.src[n-1] == 0 {
		r.bad = true
		return 0
	}
	r.src = r.src[n:]
	return v
}

func (r *reader) word() uint32 {
	if len(r.src) < 4 {
		r.bad = true
		return 0
	}
	v := binary.LittleEndian.Uint32(r.src)
	r.src = r.src[4:]
	return v
}

func (r *reader) float() float64 {
	if len(r.src) < 8 {
		r.bad = true
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(r.src))
	r.src = r.src[8:]
	r.bad = r.bad || !finite(v)
	return v
}
