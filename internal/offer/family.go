package offer

import "sartor/internal/retail"

// A family is a promotion of head office's with the versions that stores have made
// of it. In a store with a version that is live, the version stands in place of the
// promotion, except for the customers whom a lot keeps on the promotion, so that
// the two can be compared. Limits of a customer and holdouts are the family's.

// families leaves out versions whose promotion is not there.
func families(live []Numbered) []Numbered {
	heads := make(map[retail.PromotionID]bool, len(live))
	for i := range live {
		if live[i].Promotion.Parent == "" {
			heads[live[i].Promotion.ID] = true
		}
	}
	out := make([]Numbered, 0, len(live))
	for i := range live {
		if p := &live[i].Promotion; p.Parent == "" || heads[p.Parent] && len(p.Stores) == 1 {
			out = append(out, live[i])
		}
	}
	return out
}

// nearNumbers and eight for each live promotion are looked up by place: those of a
// chain that is not old lie there. A promotion nobody saved has a number far beyond.
const nearNumbers = 4_096

// join numbers the entries and ties versions to their promotions.
func (b *Book) join() {
	heads := make(map[retail.PromotionID]int32, len(b.entries))
	b.numbers, b.far = make([]int32, nearNumbers+8*len(b.entries)), map[uint32]int32{}
	for i := range b.entries {
		e := &b.entries[i]
		e.head, e.limited = int32(i), e.most > 0
		if int(e.number) < len(b.numbers) {
			b.numbers[e.number] = int32(i) + 1
		} else {
			b.far[e.number] = int32(i)
		}
		if !e.version {
			heads[e.p.ID] = int32(i)
		}
	}
	for i := range b.entries {
		e := &b.entries[i]
		if !e.version {
			continue
		}
		e.head = heads[e.p.Parent]
		h := &b.entries[e.head]
		h.limited = h.limited || e.limited
		if !h.tailored {
			h.tailored, h.versions = true, make([]uint64, len(h.stores))
		}
		if int(e.only/64) < len(h.versions) {
			h.versions[e.only/64] |= 1 << (e.only % 64)
		}
	}
}

// tailoredIn reports whether the store has a version of the promotion.
func (e *entry) tailoredIn(store uint32) bool {
	return int(store/64) < len(e.versions) && e.versions[store/64]>>(store%64)&1 != 0
}

// Family returns the number of the promotion that a number is a store's version
// of; the number itself for any other.
func (b *Book) Family(number uint32) uint32 {
	if at, ok := b.at(number); ok {
		return b.entries[b.entries[at].head].number
	}
	return number
}

// VersionIn returns the number of a store's live version of a promotion.
func (b *Book) VersionIn(number, store uint32) (uint32, bool) {
	at, ok := b.at(number)
	if !ok || !b.entries[at].tailoredIn(store) {
		return 0, false
	}
	for i := range b.entries {
		if e := &b.entries[i]; e.version && e.head == at && e.only == store {
			return e.number, true
		}
	}
	return 0, false
}

// Compared reports whether the lot keeps a customer on the centre's promotion where
// a store has a version of it. The lot is the promotion's: who is in it is in it in
// every store, and it is drawn apart from the holdout's.
//
//	Computes  u of HeldOut for the experiment the promotion's id and "/compare"
func Compared(key []byte, centre retail.PromotionID, who retail.CustomerID, share float64) bool {
	return who != 0 && HeldOut(key, string(centre)+comparison, who, share)
}

const comparison = "/compare"

// other says why a customer gets the other of a promotion and the store's version
// of it.
func (w *workshop) other(at int32) Refusal {
	switch e := &w.book.entries[at]; {
	case e.version && w.compared(e.head):
		return CentreVersion
	case !e.version && e.tailoredIn(w.ctx.Store) && !w.compared(e.head):
		return StoreVersion
	}
	return NoRefusal
}

// compared draws the lot of a family, once a decision.
func (w *workshop) compared(head int32) bool {
	s := w.promo(head)
	if s.drawn == 0 {
		s.drawn = 1
		h := &w.book.entries[head]
		if w.ctx.Customer != 0 && w.lots.heldOut(h.compare, string(h.p.ID), comparison) {
			s.drawn = 2
		}
	}
	return s.drawn == 2
}
