package habit

import (
	"encoding/binary"

	"sartor/internal/fault"
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
	dst = m.complements.append(dst, len(m.products))
	dst = m.substitutes.append(dst, len(m.products))
	dst = binary.AppendUvarint(dst, uint64(len(m.stores)))
	for i := range m.stores {
		dst = m.stores[i].append(dst)
	}
	dst = m.chain.append(dst)
	dst = binary.AppendUvarint(dst, uint64(len(m.rhythms)))
	for _, r := range m.rhythms {
		dst = appendFloat(appendFloat(appendFloat(dst, r.K), r.R), r.A)
	}
	for _, c := range m.curves {
		dst = appendCurve(dst, c)
	}
	return dst
}

func (r *Report) append(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(r.Weights.Decay))
	dst = appendFloat(appendFloat(appendFloat(dst, r.Weights.Pop), r.Weights.Eta), r.Validation)
	for _, n := range []int{r.Baskets, r.Customers, r.Scorable, r.Lines, r.Products} {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	dst = binary.AppendVarint(dst, int64(r.LastDay))
	dst = binary.AppendUvarint(dst, uint64(len(r.Scores)))
	for _, s := range r.Scores {
		dst = append(binary.AppendUvarint(dst, uint64(len(s.Name))), s.Name...)
		for _, e := range []Estimate{s.Recall, s.NDCG, s.PHR} {
			dst = appendFloat(appendFloat(appendFloat(dst, e.Value), e.Low), e.High)
		}
		dst = binary.AppendUvarint(dst, uint64(s.Customers))
	}
	return dst
}

func (l *links) append(dst []byte, products int) []byte {
	for p := range products {
		some := l.of(uint32(p))
		dst = binary.AppendUvarint(dst, uint64(len(some)))
		for _, k := range some {
			dst = binary.AppendUvarint(dst, uint64(k.Product))
			dst = binary.LittleEndian.AppendUint16(dst, k.strength)
		}
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
		dst = appendFloat(dst, b.From)
		dst = binary.AppendUvarint(dst, uint64(b.Hits))
		dst = binary.AppendUvarint(dst, uint64(b.Trials))
	}
	return dst
}

// Decode reads a model. What is not a whole one of this version is refused.
func Decode(src []byte) (*Model, error) {
	r := &reader{src: src}
	if r.byte() != modelForm {
		return nil, fault.At("habit.Decode", errModel)
	}
	m := &Model{}
	r.report(&m.report)
	m.products = make([]product, r.length(4))
	for p := range m.products {
		m.products[p] = product{r.uint32(), r.uint32(), r.uint32(), float64(r.uint32()) / shareUnit}
	}
	m.complements, m.substitutes = r.links(len(m.products)), r.links(len(m.products))
	m.stores = make([]shelf, r.length(1))
	for i := range m.stores {
		m.stores[i] = r.shelf(len(m.products))
	}
	m.chain = r.shelf(len(m.products))
	m.rhythms = make([]Rhythm, r.length(24))
	for i := range m.rhythms {
		m.rhythms[i] = Rhythm{r.float(), r.float(), r.float()}
	}
	for i := range m.curves {
		m.curves[i] = r.curve()
	}
	if r.bad || len(r.src) != 0 {
		return nil, fault.At("habit.Decode", errModel)
	}
	return m, nil
}

func (r *reader) report(out *Report) {
	out.Weights = Weights{Decay: r.count(), Pop: r.float(), Eta: r.float()}
	out.Validation = r.float()
	for _, n := range []*int{&out.Baskets, &out.Customers, &out.Scorable, &out.Lines, &out.Products} {
		*n = r.count()
	}
	out.LastDay = int32(r.varint())
	out.Scores = make([]Score, r.length(10*8))
	for i := range out.Scores {
		s := &out.Scores[i]
		s.Name = r.text()
		for _, e := range []*Estimate{&s.Recall, &s.NDCG, &s.PHR} {
			e.Value, e.Low, e.High = r.float(), r.float(), r.float()
		}
		s.Customers = r.count()
	}
	if out.Weights.Decay >= len(Decays) || len(out.Scores) == 0 {
		out.Scores = nil
		r.bad = r.bad || out.Weights.Decay >= len(Decays)
	}
}

// count reads a number of things.
func (r *reader) count() int {
	v := r.uvarint()
	if v > 1<<48 {
		r.fail()
		return 0
	}
	return int(v)
}

func (r *reader) text() string {
	n := r.length(1)
	s := string(r.src[:n])
	r.src = r.src[n:]
	return s
}

func (r *reader) links(products int) links {
	out := links{from: make([]uint32, 1, products+1)}
	for range products {
		for range r.length(3) {
			product := r.uint32()
			strength := uint16(r.byte()) | uint16(r.byte())<<8
			r.within(product, products)
			out.list = append(out.list, Link{product, strength})
		}
		out.from = append(out.from, uint32(len(out.list)))
	}
	return out
}

func (r *reader) within(product uint32, products int) {
	if int(product) >= products {
		r.fail()
	}
}

func (r *reader) shelf(products int) shelf {
	n := r.length(2)
	if n == 0 {
		return shelf{}
	}
	list := make([]share, n)
	before := uint32(shareUnit)
	for i := range list {
		product, less := r.uint32(), r.uint32()
		r.within(product, products)
		if less > before {
			r.fail()
		}
		before -= min(less, before)
		list[i] = share{product, before}
	}
	return newShelf(list)
}

func (r *reader) curve() stat.Curve {
	n := r.length(10)
	if n == 0 {
		return nil
	}
	out := make(stat.Curve, n)
	for i := range out {
		out[i] = stat.Block{From: r.float(), Hits: float64(r.count()), Trials: float64(r.count())}
		if out[i].Hits > out[i].Trials || i > 0 && out[i].From <= out[i-1].From {
			r.fail()
		}
	}
	return out
}
