package rooms

import (
	"time"

	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// standing is the running day as it was when the journal was last read: made
// once, never written again, so that no open page waits for the reader.
type standing struct {
	newest time.Time
	stores []standingStore
}

type standingStore struct {
	id       retail.StoreID
	currency retail.Currency
	figures  view.Figures
}

// settle makes the standing figures anew. The caller holds the lock.
func (t *Tally) settle() {
	chain, now := t.chain.DB.Catalogue(), t.chain.Clock().Unix()
	out := &standing{newest: t.newest, stores: make([]standingStore, 0, len(chain.Stores))}
	for number, shop := range chain.Stores {
		if shop.ID == "" {
			continue
		}
		one := standingStore{id: shop.ID, currency: shop.Currency}
		if s := t.stores[uint32(number)]; s != nil && s.day == t.chain.Today(uint32(number)) {
			one.figures = s.figures(now)
		}
		out.stores = append(out.stores, one)
	}
	t.standing.Store(out)
}

// figures are the sums of the running day; now is in seconds.
func (s *storeTally) figures(now int64) view.Figures {
	f := view.Figures{Named: s.named, Issued: s.issued, Redeemed: s.used, Given: s.given}
	for _, n := range s.receipts {
		f.Receipts += n
	}
	if sold := s.sales[s.day]; sold != nil {
		for _, amount := range sold {
			f.Sales += amount
		}
	}
	for i := range int64(60 / span) {
		f.Minute += s.recent[now/span-i]
	}
	return f
}

// Figures adds up the running day of the stores in scope, as it was half a second
// ago at most.
func (t *Tally) Figures(scope view.Scope) view.Figures {
	at := t.standing.Load()
	if at == nil {
		return view.Figures{}
	}
	out := view.Figures{Newest: at.newest}
	for i := range at.stores {
		s := &at.stores[i]
		if !scope.Allows(s.id) {
			continue
		}
		f := &s.figures
		out.Currency = s.currency
		out.Receipts, out.Named, out.Issued, out.Redeemed = out.Receipts+f.Receipts, out.Named+f.Named, out.Issued+f.Issued, out.Redeemed+f.Redeemed
		out.Sales, out.Given, out.Minute = out.Sales+f.Sales, out.Given+f.Given, out.Minute+f.Minute
	}
	return out
}

// Newest is when the newest receipt was closed.
func (t *Tally) Newest() time.Time {
	if at := t.standing.Load(); at != nil {
		return at.newest
	}
	return time.Time{}
}

// earlier is the first of two times: a till whose clock runs ahead has not sold in the future.
func earlier(a, b time.Time) time.Time {
	if a.After(b) {
		return b
	}
	return a
}
