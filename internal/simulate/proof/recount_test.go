package proof

import (
	"math"
	"slices"
	"testing"

	"sartor/internal/offer"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// bought is a customer's purchase days: one basket is one day in one store.
type bought struct {
	day   retail.BusinessDay
	store uint32
	goods map[uint32]bool
}

// journal reads the whole journal by customer, void receipts left out.
func (w *town) journal(t *testing.T) map[retail.CustomerID][]touchpoint.Entry {
	t.Helper()
	voided := map[int64]bool{}
	out := map[retail.CustomerID][]touchpoint.Entry{}
	var at touchpoint.Position
	for {
		entries, err := w.history().Entries(t.Context(), at, 10_000)
		need(t, err)
		for _, e := range entries {
			if seq, ok := e.Voids(); ok {
				voided[seq] = true
			}
			if e.Customer != 0 && e.Kind == touchpoint.KindReceipt {
				out[e.Customer] = append(out[e.Customer], e)
			}
			at = e.Position
		}
		if len(entries) < 10_000 {
			break
		}
	}
	for id, list := range out {
		out[id] = slices.DeleteFunc(list, func(e touchpoint.Entry) bool { return voided[e.Position.Seq] })
	}
	return out
}

// baskets lists what stood in the journal up to a position, without the fold.
func baskets(t *testing.T, entries []touchpoint.Entry, through touchpoint.Position, chain *retail.Catalogue) []bought {
	t.Helper()
	var out []bought
	for i := range entries {
		e := &entries[i]
		if e.Position.After(through) {
			continue
		}
		p, err := touchpoint.Unpack(e.Body, nil)
		need(t, err)
		at := slices.IndexFunc(out, func(b bought) bool { return b.day == e.Day && b.store == e.Store })
		if at < 0 {
			at = len(out)
			out = append(out, bought{e.Day, e.Store, map[uint32]bool{}})
		}
		for _, l := range p.Lines {
			if l.Quantity < 0 {
				t.Fatal("goods came back: the recount does not know how")
			}
			if chain.Product(l.Product).Restriction.Inferable() {
				out[at].goods[l.Product] = true
			}
		}
	}
	out = slices.DeleteFunc(out, func(b bought) bool { return len(b.goods) == 0 })
	slices.SortFunc(out, func(a, b bought) int { return int(a.day-b.day)*1000 + int(a.store) - int(b.store) })
	return out
}

// recount is the numbers of a reason, counted by hand.
func recount(all []bought, product uint32, day retail.BusinessDay) offer.Reason {
	var r offer.Reason
	var first, last retail.BusinessDay
	window := min(12, len(all))
	for i, b := range all {
		if !b.goods[product] {
			continue
		}
		if r.Count == 0 {
			first = b.day
		}
		last = b.day
		r.Count++
		if i >= len(all)-window {
			r.Hits++
		}
	}
	r.Window = uint16(window)
	if r.Count > 1 {
		r.Gap = int32(math.Round(float64(last-first) / float64(r.Count-1)))
	}
	r.Idle = int32(day - last)
	return r
}

// recounts compares each number of each reason with a recount from the journal,
// and the printed words with what those numbers say.
func (w *town) recounts(t *testing.T) {
	journal := w.journal(t)
	favourites := w.favourites(t)
	n, twins, wrongTwins, missed := 0, 0, 0, 0
	w.decisions(t, func(v *visit, d *offer.Decision) {
		entries := journal[d.Read.Customer]
		all := baskets(t, entries, d.Read.Through, w.Catalogue())
		less := baskets(t, entries[:len(entries)/2], d.Read.Through, w.Catalogue())
		twin := favourites(d)
		k := -1 // of the choices with a product
		for i := range d.Choices {
			c := &d.Choices[i]
			if c.Product == 0 {
				continue
			}
			k++
			w.checkReason(t, all, d, c)
			w.checkWords(t, v, d, c)
			if !c.Reason.Own {
				continue
			}
			n++
			if got := recount(less, c.Product, d.Read.Day); got.Count != c.Reason.Count {
				missed++ // a journal that lost its later half is noticed
			}
			if k < len(twin) && twin[k] != c.Product {
				twins++
				if got := recount(all, twin[k], d.Read.Day); got.Count != c.Reason.Count || got.Gap != c.Reason.Gap || got.Idle != c.Reason.Idle {
					wrongTwins++
				}
			}
		}
	})
	t.Logf("%d reasons recounted; %d are wrong on half a journal; %d of %d are wrong for the store's favourite", n, missed, wrongTwins, twins)
	if n < 500 || missed < n/2 || twins < n/2 || wrongTwins < twins*9/10 {
		t.Error("too few reasons, or a recount that sees no difference")
	}
}

func (w *town) checkReason(t *testing.T, all []bought, d *offer.Decision, c *offer.Choice) {
	t.Helper()
	want := recount(all, c.Product, d.Read.Day)
	got := c.Reason
	if !got.Own {
		if want.Count != 0 {
			t.Fatalf("customer %s: product %d is called new, the journal has it in %d baskets", d.Read.Customer, c.Product, want.Count)
		}
		if got.Related != 0 && recount(all, got.Related, d.Read.Day).Count == 0 {
			t.Fatalf("customer %s: product %d goes with %d, which they never bought", d.Read.Customer, c.Product, got.Related)
		}
		return
	}
	want.Kind, want.Own = got.Kind, true
	if got != want {
		t.Fatalf("customer %s, product %d: reason %+v, recount %+v", d.Read.Customer, c.Product, got, want)
	}
}

// checkWords compares what was printed with the words for those numbers.
func (w *town) checkWords(t *testing.T, v *visit, d *offer.Decision, c *offer.Choice) {
	t.Helper()
	store := w.Catalogue().Store(d.Read.Store)
	for _, p := range v.answer.Vouchers {
		if retail.PromotionID(p.Promotion) != c.ID {
			continue
		}
		english, german := offer.WordsIn("en", w.Catalogue(), &store).Why(c), offer.WordsIn("de", w.Catalogue(), &store).Why(c)
		if !slices.Equal(p.Why, english) && !slices.Equal(p.Why, german) {
			t.Fatalf("receipt %s says %q, its numbers say %q", v.receipt, p.Why, english)
		}
	}
}
