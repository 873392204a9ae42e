package habit

import (
	"encoding/binary"

	"sartor/internal/fault"
	"sartor/internal/model/packed"
	"sartor/internal/model/pairs"
	"sartor/internal/model/rhythm"
	"sartor/internal/stat"
)

// modelForm is the first byte of an encoded model. The rest, numbers as unsigned
// varints unless said otherwise, floats as eight bytes little endian:
//
//	report      decay, pop, eta, validation (floats), baskets, customers, scorable,
//	            lines, products, last day (zig-zag), scores (name, nine floats, customers)
//	products    number, then each: baskets, category, rank, factor in 1/2^24
//	links       complements, then substitutes; of each product: number, then each:
//	            product, strength (two bytes)
//	shelves     number of stores, each shelf, the chain's: number, then each:
//	            product, share in 1/2^24 less than the one before
//	rhythms     number, then three floats each
//	curves      of each list: number, then each: from (float), hits, trials
const modelForm = 1

var errModel = fault.New(fault.Invalid, "habit_model_encoding", "these bytes are no habit model of this version; learn again")

// Append appends the model's encoding, which Decode reads to an equal model.
func (m *Model) Append(dst []byte) []byte {
	dst = m.report.append(append(dst, modelForm))
	dst = binary.AppendUvarint(dst, uint64(len(m.products)))
	for _, p := range m.products {
		dst = binary.AppendUvarint(dst, uint64(p.pop))
		dst = binary.AppendUvarint(dst, uint64(p.category))
		dst = binary.AppendUvarint(dst, uint64(p.rank))
		dst = binary.AppendUvarint(dst, uint64(p.factor*shareUnit))
	}
	dst = m.complements.Append(dst, len(m.products))
	dst = m.substitutes.Append(dst, len(m.products))
	dst = binary.AppendUvarint(dst, uint64(len(m.stores)))
	for i := range m.stores {
		dst = m.stores[i].append(dst)
	}
	dst = m.chain.append(dst)
	dst = binary.AppendUvarint(dst, uint64(len(m.rhythms)))
	for _, r := range m.rhythms {
		dst = packed.AppendFloat(packed.AppendFloat(packed.AppendFloat(dst, r.K), r.R), r.A)
	}
	for _, c := range m.curves {
		dst = appendCurve(dst, c)
	}
	return dst
}

func (r *Report) append(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(r.Weights.Decay))
	dst = packed.AppendFloat(packed.AppendFloat(packed.AppendFloat(dst, r.Weights.Pop), r.Weights.Eta), r.Validation)
	for _, n := range []int{r.Baskets, r.Customers, r.Scorable, r.Lines, r.Products} {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	dst = binary.AppendVarint(dst, int64(r.LastDay))
	dst = binary.AppendUvarint(dst, uint64(len(r.Scores)))
	for _, s := range r.Scores {
		dst = append(binary.AppendUvarint(dst, uint64(len(s.Name))), s.Name...)
		for _, e := range []Estimate{s.Recall, s.NDCG, s.PHR} {
			dst = packed.AppendFloat(packed.AppendFloat(packed.AppendFloat(dst, e.Value), e.Low), e.High)
		}
		dst = binary.AppendUvarint(dst, uint64(s.Customers))
	}
	return dst
}

func (s *shelf) append(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s.byShare)))
	before := uint32(shareUnit)
	for _, one := range s.byShare {
		dst = binary.AppendUvarint(dst, uint64(one.product))
		dst = binary.AppendUvarint(dst, uint64(before-one.of))
		before = one.of
	}
	return dst
}

func appendCurve(dst []byte, c stat.Curve) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(c)))
	for _, b := range c {
		dst = packed.AppendFloat(dst, b.From)
		dst = binary.AppendUvarint(dst, uint64(b.Hits))
		dst = binary.AppendUvarint(dst, uint64(b.Trials))
	}
	return dst
}

// Decode reads a model. What is not a whole one of this version is refused.
func Decode(src []byte) (*Model, error) {
	r := &reader{packed.Reader{Src: src}}
	if r.Byte() != modelForm {
		return nil, fault.At("habit.Decode", errModel)
	}
	m := &Model{}
	r.report(&m.report)
	m.products = make([]product, r.Length(4))
	for p := range m.products {
		m.products[p] = product{r.Uint32(), r.Uint32(), r.Uint32(), float64(r.Uint32()) / shareUnit}
	}
	m.complements, m.substitutes = pairs.Read(&r.Reader, len(m.products)), pairs.Read(&r.Reader, len(m.products))
	m.stores = make([]shelf, r.Length(1))
	for i := range m.stores {
		m.stores[i] = r.shelf(m)
	}
	m.chain = r.shelf(m)
	m.rhythms = make([]rhythm.Law, r.Length(24))
	for i := range m.rhythms {
		m.rhythms[i] = rhythm.Law{K: r.Float(), R: r.Float(), A: r.Float()}
	}
	for i := range m.curves {
		m.curves[i] = r.curve()
	}
	if r.Bad || len(r.Src) != 0 {
		return nil, fault.At("habit.Decode", errModel)
	}
	return m, nil
}

// reader reads the parts of a model.
type reader struct{ packed.Reader }

func (r *reader) report(out *Report) {
	out.Weights = Weights{Decay: r.Count(), Pop: r.Float(), Eta: r.Float()}
	out.Validation = r.Float()
	for _, n := range []*int{&out.Baskets, &out.Customers, &out.Scorable, &out.Lines, &out.Products} {
		*n = r.Count()
	}
	out.LastDay = int32(r.Varint())
	out.Scores = make([]Score, r.Length(10*8))
	for i := range out.Scores {
		s := &out.Scores[i]
		s.Name = r.Text()
		for _, e := range []*Estimate{&s.Recall, &s.NDCG, &s.PHR} {
			e.Value, e.Low, e.High = r.Float(), r.Float(), r.Float()
		}
		s.Customers = r.Count()
	}
	if out.Weights.Decay >= len(Decays) || len(out.Scores) == 0 {
		out.Scores = nil
		r.Bad = r.Bad || out.Weights.Decay >= len(Decays)
	}
}

func (r *reader) within(product uint32, products int) {
	if int(product) >= products {
		r.Fail()
	}
}

func (r *reader) shelf(m *Model) shelf {
	n := r.Length(2)
	if n == 0 {
		return shelf{}
	}
	list := make([]share, n)
	before := uint32(shareUnit)
	for i := range list {
		product, less := r.Uint32(), r.Uint32()
		r.within(product, len(m.products))
		if less > before {
			r.Fail()
		}
		before -= min(less, before)
		list[i] = share{product, before}
	}
	return newShelf(list, m.category)
}

func (r *reader) curve() stat.Curve {
	n := r.Length(10)
	if n == 0 {
		return nil
	}
	out := make(stat.Curve, n)
	for i := range out {
		out[i] = stat.Block{From: r.Float(), Hits: float64(r.Count()), Trials: float64(r.Count())}
		if out[i].Hits > out[i].Trials || i > 0 && out[i].From <= out[i-1].From {
			r.Fail()
		}
	}
	return out
}
