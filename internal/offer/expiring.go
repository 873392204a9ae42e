package offer

import (
	"encoding/binary"
	"slices"

	"sartor/internal/model/habit"
	"sartor/internal/retail"
)

// Expiring is a product of which a store has more than it will probably sell by the last
// day of sale, and more than vouchers that are out will take.
type Expiring struct {
	Product uint32
	Until   retail.BusinessDay // last day of sale of the first goods that would stay
}

// spoiling offers what the store would otherwise throw away to those who buy it anyway,
// in the order of their habit. It is read only where a promotion asks for it.
func (w *workshop) spoiling(l *habit.Lists) {
	if len(w.ctx.Expiring) == 0 || !w.asked(kindExpiring) {
		return
	}
	w.spoils = w.spoils[:0]
	for i := range l.Favourites {
		if at, found := find(w.ctx.Expiring, l.Favourites[i].Product); found {
			w.spoils = append(w.spoils, l.Favourites[i])
			w.d.Read.Expiring = append(w.d.Read.Expiring, w.ctx.Expiring[at])
		}
	}
	if len(w.spoils) > 0 { // else nothing was read that the log would hold
		w.walk(kindExpiring, list{head(w.spoils, listRead), true})
	}
}

// lastDay is the day by which a voucher of a kind on a product has to be used; 0: any.
func (w *workshop) lastDay(k kind, product uint32) retail.BusinessDay {
	if k != kindExpiring {
		return 0
	}
	at, _ := find(w.ctx.Expiring, product)
	return w.ctx.Expiring[at].Until
}

func find(list []Expiring, product uint32) (at int, found bool) {
	return slices.BinarySearchFunc(list, product, func(x Expiring, n uint32) int { return int(x.Product) - int(n) })
}

func appendExpiring(b []byte, list []Expiring) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, x := range list {
		b = binary.AppendVarint(binary.AppendUvarint(b, uint64(x.Product)), int64(x.Until))
	}
	return b
}

func (r *reader) expiring() (out []Expiring) {
	for range r.count() {
		out = append(out, Expiring{r.uint32(), retail.BusinessDay(r.varint())})
	}
	return out
}
