package simulate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/retail"
	"sartor/internal/simulate/people"
	"sartor/internal/touchpoint"
)

// digest hashes receipts as they come.
func digest(tb testing.TB, c *Chain, from, to int) (string, int) {
	tb.Helper()
	h, n := sha256.New(), 0
	for r := range c.History(tb.Context(), from, to) {
		write(tb, h, r)
		n++
	}
	return hex.EncodeToString(h.Sum(nil)), n
}

func write(tb testing.TB, h hash.Hash, r touchpoint.Receipt) {
	tb.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		tb.Fatal(err)
	}
	h.Write(b)
}

// TestWorkers is row B: one worker, many, and other windows give the same bytes.
func TestWorkers(t *testing.T) {
	t.Parallel()
	w := world(t, 1500, 12, 60)
	w.Workers = 1
	want, n := digest(t, chain(t, w), 0, 60)
	if n < 8000 {
		t.Fatalf("%d receipts in 60 days of 1,500 households", n)
	}
	for _, workers := range []int{2, 16} {
		w.Workers = workers
		if got, m := digest(t, chain(t, w), 0, 60); got != want {
			t.Errorf("%d workers: %d receipts with another digest, want %d as with one", workers, m, n)
		}
	}
	c := chain(t, w)
	h := sha256.New()
	for day := range 6 { // ten days at a time, each replayed from day 0
		for r := range c.History(t.Context(), 10*day, 10*day+10) {
			write(t, h, r)
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Error("six parts of ten days differ from sixty days in one")
	}
}

// pinned is SHA-256 of the first 10,000 receipts of (Version 1, seed 20261122).
const pinned = "8821d21ff1fda240c5d558fd730dde2fa475f46fb3352120338d4f519846e106"

// TestPinned holds version and seed to their receipts, on every processor. A
// change of any law or default raises Version and is written here.
func TestPinned(t *testing.T) {
	t.Parallel()
	h, n := sha256.New(), 0
	for r := range chain(t, world(t, 3000, 12, 60)).History(t.Context(), 0, 60) {
		if n++; n > 10_000 {
			break
		}
		write(t, h, r)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != pinned {
		t.Errorf("version %d, seed 20261122: digest %s, want %s", Version, got, pinned)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	c := chain(t, world(t, 800, 12, 40))
	var before touchpoint.Receipt
	beforeDay := -1
	seen := map[retail.ReceiptID]bool{}
	for r := range c.History(t.Context(), 3, 40) {
		day := c.Day(retail.DayOf(r.At.Time(), time.UTC, retail.DefaultCut))
		switch {
		case seen[r.ID]:
			t.Fatalf("receipt %s twice", r.ID)
		case day < 3 || day >= 40, day < beforeDay:
			t.Fatalf("receipt of day %d after one of day %d", day, beforeDay)
		case day == beforeDay && r.Store < before.Store, day == beforeDay && r.Store == before.Store && r.At < before.At:
			t.Fatalf("%s at %s comes after %s at %s", r.ID, r.At.Time(), before.ID, before.At.Time())
		case len(r.Lines) == 0:
			t.Fatalf("receipt %s has no lines", r.ID)
		}
		seen[r.ID] = true
		before, beforeDay = r, day
	}
}

// TestHouseholdAlone is row C: a household replayed alone has the receipts it
// has in the whole, and so has a chain of which it is one among fewer.
func TestHouseholdAlone(t *testing.T) {
	t.Parallel()
	c := chain(t, world(t, 600, 12, 90))
	truth := c.Truth()
	whole := map[uint32][]touchpoint.Receipt{}
	for r := range c.History(t.Context(), 0, 90) {
		who, _ := truth.Who(r.ID)
		slot := people.Slot(uint64(who))
		whole[slot] = append(whole[slot], r)
	}
	for slot := range 600 {
		h := c.begin(slot)
		w := &worker{chain: c}
		records := []record{}
		for day := int32(1); day <= 90; day++ { // and day by day
			w.run(&h, day, keeping(&records))
		}
		var alone []touchpoint.Receipt
		for i := range records {
			alone = append(alone, c.receipt(&records[i].trip, records[i].items))
		}
		want := whole[uint32(slot)]
		slices.SortFunc(want, func(a, b touchpoint.Receipt) int { return int(a.At - b.At) })
		if !reflect.DeepEqual(alone, want) {
			t.Fatalf("household %d alone has %d receipts, in the whole %d, or others", slot, len(alone), len(want))
		}
	}
}

// TestNothingLeaks is row X as far as this package reaches: no type, style or
// household number stands in anything a chain hands out.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	c := chain(t, world(t, 300, 12, 40))
	var text strings.Builder
	for r := range c.History(t.Context(), 0, 40) {
		fmt.Fprintf(&text, "%+v\n", r)
		who, ok := c.Truth().Who(r.ID)
		if !ok || strings.HasSuffix(string(r.ID), fmt.Sprintf("%010d", uint64(who))) {
			t.Fatalf("receipt %s shows household %d", r.ID, who)
		}
	}
	fmt.Fprintf(&text, "%+v\n%+v\n%+v", c.Members(40), c.Products(), c.Stores)
	for _, ty := range c.World.Preset.Types {
		if ty.Name != "cook" && ty.Name != "family" && strings.Contains(text.String(), ty.Name) {
			t.Errorf("the type %q stands in what the chain hands out", ty.Name)
		}
	}
	for _, s := range []string{"persuadable", "irritated"} {
		if strings.Contains(text.String(), s) {
			t.Errorf("the style %q stands in what the chain hands out", s)
		}
	}
}

// TestNumbers is row Y for products and cards.
func TestNumbers(t *testing.T) {
	t.Parallel()
	c := chain(t, world(t, 2000, 12, 10))
	names, ids := map[string]bool{}, map[retail.ProductID]bool{}
	restricted := 0
	for _, p := range c.Products() {
		gtin, ok := retail.ParseGTIN(string(p.ID))
		if !ok || gtin != p.GTIN || !strings.HasPrefix(string(p.ID), "20") {
			t.Errorf("product %q has number %q, GTIN %q", p.Name, p.ID, p.GTIN)
		}
		if names[p.Name] || ids[p.ID] || p.Price <= 0 || p.Cost <= 0 || p.Cost >= p.Price {
			t.Errorf("product %+v repeats a name or number or has no margin", p)
		}
		if p.Price >= 100 && p.Price%10 != 9 {
			t.Errorf("price %d of %q does not end in 9", p.Price, p.Name)
		}
		if !p.Restriction.Inferable() {
			restricted++
		}
		names[p.Name], ids[p.ID] = true, true
	}
	if len(ids) != 928 || restricted != 9 {
		t.Errorf("%d products, %d that nobody may infer from; want 928 and 9", len(ids), restricted)
	}
	cards := map[string]bool{}
	for _, m := range c.Members(10) {
		for _, card := range m.Cards {
			_, ok := retail.ParseGTIN(card)
			again, found := c.MemberOf(card)
			if !ok || cards[card] || !strings.HasPrefix(card, "26") || !found || again.Cards[0] != m.Cards[0] {
				t.Errorf("card %q is wrong, twice or nobody's", card)
			}
			cards[card] = true
		}
		if m.Email != "" && !strings.HasSuffix(m.Email, "@example.org") {
			t.Errorf("address %q", m.Email)
		}
	}
	if part := float64(len(c.Members(1))) / 2000; part < .72 || part > .86 {
		t.Errorf("%.2f of households hold a card", part)
	}
}

func TestWorldRefuses(t *testing.T) {
	t.Parallel()
	good := world(t, 10, 2, 10)
	for name, spoil := range map[string]func(w *World){
		"no preset":      func(w *World) { w.Preset = nil },
		"no households":  func(w *World) { w.Scale.Households = 0 },
		"too many shops": func(w *World) { w.Scale.Stores = 49 },
		"no days":        func(w *World) { w.Scale.Days = 0 },
		"a Tuesday":      func(w *World) { w.Origin++ },
		"no zone":        func(w *World) { w.Zone = nil },
	} {
		w := good
		spoil(&w)
		if _, err := New(w); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if got := MondayOnOrBefore(retail.Day(2026, 11, 22)); got != retail.Day(2026, 11, 16) {
		t.Errorf("the Monday before 2026-11-22 is %s", got)
	}
	if got := good.Notice(); got != "Simulated chain, seed 20261122" {
		t.Errorf("notice %q", got)
	}
}

// TestClockChange: over a year in a zone with daylight saving every receipt
// lies within its store's opening hours by the wall clock.
func TestClockChange(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	w := world(t, 150, 6, 364)
	w.Zone = zone
	c := chain(t, w)
	kind := map[retail.StoreID]retail.StoreKind{}
	for _, s := range c.Stores {
		kind[s.ID] = s.Kind
	}
	closes := map[retail.StoreKind]int{retail.Urban: 22, retail.Suburban: 21, retail.Rural: 20, retail.Online: 23}
	for r := range c.History(t.Context(), 0, 364) {
		at := r.At.Time().In(zone)
		open, shut := 7, closes[kind[r.Store]]
		if at.Weekday() == time.Sunday && kind[r.Store] != retail.Online {
			open, shut = 9, 18
			if kind[r.Store] == retail.Rural {
				t.Fatalf("receipt %s on a Sunday in a rural store", r.ID)
			}
		}
		if at.Hour() < open || at.Hour() >= shut {
			t.Fatalf("receipt %s at %s in a store of kind %s", r.ID, at, kind[r.Store])
		}
	}
}
