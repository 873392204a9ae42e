package wants

import (
	"encoding/binary"
	"math"

	"sartor/internal/fault"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/packed"
	"sartor/internal/model/ranker"
	"sartor/internal/stat"
)

// version is the first byte of an encoded model. Version 1, floats as eight bytes little
// endian, other numbers as unsigned varints:
//
//	byte     1
//	weights  delta, nn, nn delta, pop, eta, trend (floats), k
//	curves   of own products, then of new ones: number, then each: from (float), hits, trials
//	ranker   length, then its own encoding; 0: none
const version = 1

var errModel = fault.New(fault.Invalid, "wants_encoding", "these bytes are no order of the next basket of this version; learn again")

// Append appends the model's encoding, which Decode reads to an equal model.
func (m *Model) Append(dst []byte) []byte {
	dst = append(dst, version)
	w := &m.Weights
	for _, f := range []float64{w.Delta, w.NN, w.Near, w.Pop, w.Eta, w.Trend} {
		dst = packed.AppendFloat(dst, f)
	}
	dst = binary.AppendUvarint(dst, uint64(w.K))
	for _, c := range []stat.Curve{m.Chances.Own, m.Chances.New} {
		dst = binary.AppendUvarint(dst, uint64(len(c)))
		for _, b := range c {
			dst = packed.AppendFloat(dst, b.From)
			dst = binary.AppendUvarint(dst, uint64(b.Hits))
			dst = binary.AppendUvarint(dst, uint64(b.Trials))
		}
	}
	var trees []byte
	if m.Ranker != nil {
		trees = m.Ranker.Append(nil)
	}
	return append(binary.AppendUvarint(dst, uint64(len(trees))), trees...)
}

// Decode reads a model. What is not a whole one of a version that is known is refused.
func Decode(src []byte) (*Model, error) {
	const op = "wants.Decode"
	r := &reader{packed.Reader{Src: src}}
	if r.Byte() != version {
		return nil, fault.At(op, errModel)
	}
	m := &Model{}
	w := &m.Weights
	for _, f := range []*float64{&w.Delta, &w.NN, &w.Near, &w.Pop, &w.Eta, &w.Trend} {
		*f = r.Float()
	}
	w.K = r.Count()
	m.Chances = neighbour.Chances{Own: r.curve(), New: r.curve()}
	trees := r.Length(1)
	if r.Bad || len(r.Src) != trees || !sound(w) {
		return nil, fault.At(op, errModel)
	}
	if trees > 0 {
		var err error
		if m.Ranker, err = ranker.Decode(r.Src); err != nil {
			return nil, fault.At(op, err)
		}
	}
	return m, nil
}

// sound reports whether a score can be made with the weights.
func sound(w *neighbour.Weights) bool {
	const most = 1e6
	for _, f := range []float64{w.NN, w.Pop, w.Eta, w.Trend} {
		if !(f >= 0 && f <= most) {
			return false
		}
	}
	return w.Delta > 0 && w.Delta < 1 && w.Near >= 0 && w.Near < 1 && w.K <= math.MaxInt32
}

// reader reads the parts of a model.
type reader struct{ packed.Reader }

func (r *reader) curve() stat.Curve {
	n := r.Length(10)
	if n == 0 {
		return nil
	}
	out := make(stat.Curve, n)
	for i := range out {
		out[i] = stat.Block{From: r.Float(), Hits: float64(r.Count()), Trials: float64(r.Count())}
		if !(out[i].Hits <= out[i].Trials) || i > 0 && !(out[i].From > out[i-1].From) {
			r.Fail()
		}
	}
	return out
}
