package offer

import (
	"encoding/binary"
	"math"

	"sartor/internal/model/habit"
	"sartor/internal/outlook"
)

// Ahead is a product of the nightly list of what comes next, with the chance that the
// next basket holds it, in 1/65535: as outlooks keep it, and as the log does.
type Ahead struct {
	Product uint32
	Chance  uint16
}

// aheadRead is how many products new to the customer a decision reads of the nightly
// list: about 70 bytes of the log.
const aheadRead = 16

// AheadOf is what a decision may read of an outlook's list; nil says nothing.
func AheadOf(o *outlook.Outlook) []Ahead {
	if o == nil {
		return nil
	}
	out := make([]Ahead, 0, len(o.Next))
	for _, w := range o.Next {
		out = append(out, Ahead{w.Product, uint16(math.Round(min(1, max(0, w.Chance)) * math.MaxUint16))})
	}
	return out
}

// newAhead puts what learning foretells of products new to the customer before what the
// live habits say of such: in the nightly list's order, less what was bought since. The
// reason is that of the live list, where it knows the product too.
func (w *workshop) newAhead(l *habit.Lists) {
	if len(w.ctx.Ahead) == 0 || !w.asked(kindNext) && !w.asked(kindGoods) && !w.asked(kindSeason) {
		return
	}
	w.ahead = w.ahead[:0]
	for _, a := range w.ctx.Ahead { // as fetch does
		if int(a.Product) < len(w.book.goods) {
			w.fetched += w.book.goods[a.Product].category
		}
	}
	for _, a := range w.ctx.Ahead {
		if len(w.ahead) == aheadRead {
			break
		}
		if _, own := w.profile.Item(a.Product); own || a.Chance == 0 || int(a.Product) >= len(w.book.goods) || !w.book.goods[a.Product].restriction.Inferable() {
			continue
		}
		if w.d.Read.Ahead == nil {
			w.d.Read.Ahead = make([]Ahead, 0, aheadRead)
		}
		w.d.Read.Ahead = append(w.d.Read.Ahead, a)
		w.ahead = append(w.ahead, habit.Scored{Product: a.Product, Chance: float64(a.Chance) / math.MaxUint16})
	}
	foretold := w.d.Read.Ahead
	for i := range l.Next {
		known := false
		for at := range foretold {
			if foretold[at].Product == l.Next[i].Product {
				chance := w.ahead[at].Chance
				w.ahead[at], known = l.Next[i], true
				w.ahead[at].Chance = chance
			}
		}
		if !known {
			w.ahead = append(w.ahead, l.Next[i])
		}
	}
	l.Next = w.ahead
}

func appendAhead(b []byte, list []Ahead) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, a := range list {
		b = binary.LittleEndian.AppendUint16(binary.AppendUvarint(b, uint64(a.Product)), a.Chance)
	}
	return b
}

func (r *reader) ahead() (out []Ahead) {
	for range r.count() {
		out = append(out, Ahead{r.uint32(), binary.LittleEndian.Uint16(r.take(2))})
	}
	return out
}
