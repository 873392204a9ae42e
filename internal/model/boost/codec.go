package boost

import (
	"encoding/binary"
	"math"
	"sartor/internal/model/packed"
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
	r := packed.Reader{Src: src}
	if r.Byte() != version {
		return nil, errModel
	}
	m := &Model{width: int(r.AtMost(MostFeatures)), base: r.Float(), roots: []int32{0}}
	for range m.width {
		m.gains = append(m.gains, r.Float())
		if r.Bad {
			return nil, errModel
		}
	}
	for range r.AtMost(MostTrees) {
		if m.decodeTree(&r); r.Bad {
			return nil, errModel
		}
	}
	if !r.Done() || m.width == 0 {
		return nil, errModel
	}
	return m, nil
}

func (m *Model) decodeTree(r *packed.Reader) {
	total := int32(r.AtMost(2*MostLeaves - 1))
	inner := int32(0)
	depths := make([]int32, total)
	for i := int32(0); i < total && !r.Bad; i++ {
		feature := r.AtMost(uint64(m.width))
		if feature == 0 {
			m.nodes, m.value = append(m.nodes, leafNode(int(i))), append(m.value, r.Float())
			continue
		}
		child := 2*inner + 1
		inner++
		n := node{r.Fixed32(), uint16(child), uint16(feature - 1)}
		side := r.Byte()
		n.feature |= uint16(side) << 15
		if side > 1 || child <= i || child+1 >= total {
			r.Fail()
			return
		}
		depths[child], depths[child+1] = depths[i]+1, depths[i]+1
		m.nodes, m.value = append(m.nodes, n), append(m.value, 0)
	}
	if r.Bad || total == 0 || 2*inner+1 != total {
		r.Fail()
		return
	}
	m.roots = append(m.roots, int32(len(m.nodes)))
	m.depth = append(m.depth, slices.Max(depths))
}
