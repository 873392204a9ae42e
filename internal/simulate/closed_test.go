package simulate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"testing"

	"sartor/internal/retail"
	"sartor/internal/simulate/shelf"
	"sartor/internal/touchpoint"
)

// closed is a small closed world of a seed.
func closed(t *testing.T, seed uint64, days int) *Chain {
	t.Helper()
	w := world(t, 500, 3, days)
	w.Seed = OneSeed(seed)
	w.Preset.Supply.DoubleDay = 20 // within the few days of these tests
	return chain(t, w)
}

// restless orders as the base policy does and moves goods about for no reason.
type restless struct{ shelf.Base }

func (r restless) Tonight(n shelf.Night) []shelf.Line {
	out := r.Base.Tonight(n)
	for product := int(n.Day) % 7; product < n.Products(); product += 7 {
		out = append(out, shelf.Line{Kind: shelf.Transfer, Store: (product + 1) % 3, From: product % 3, Product: product, Units: int32(product % 5)})
	}
	return out
}

// TestShelves_Conserve is row L: what came to a shelf is what left it and what
// stands there, every night, whatever is asked for; truth and receipts agree; and
// the books are what movements and receipts say.
func TestShelves_Conserve(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 2, 3} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := closed(t, seed, 70)
			b := books{chain: c, book: map[[2]int]int64{}, sold: map[[2]int]int64{}, kinds: map[shelf.Kind]int{}}
			for d, err := range c.Days(t.Context(), 10, 60, Supply{Policy: restless{}, Truth: true}) {
				if err != nil {
					t.Fatal(err)
				}
				b.day(t, d)
			}
			for _, k := range []shelf.Kind{shelf.Count, shelf.Delivery, shelf.Waste, shelf.Ordered, shelf.Cancelled, shelf.Sent, shelf.Received} {
				if b.kinds[k] == 0 {
					t.Errorf("nothing of kind %s was written", k)
				}
			}
		})
	}
}

// books are kept beside the world's, as any chain's stock file would be.
type books struct {
	chain *Chain
	book  map[[2]int]int64
	sold  map[[2]int]int64
	kinds map[shelf.Kind]int
}

// day books a day and compares every shelf.
func (b *books) day(t *testing.T, d Day) {
	t.Helper()
	for _, m := range d.Movements {
		b.kinds[m.Kind]++
		keep(b.book, m)
	}
	b.chain.sell(b.book, d.Receipts)
	for cell := range d.Shelves.Stores() * d.Shelves.Products() {
		at := [2]int{cell / d.Shelves.Products(), cell % d.Shelves.Products()}
		s := d.Shelves.State(at[0], at[1])
		want, _ := d.Shelves.Demand(at[0], at[1], int32(d.Number))
		f := s.Flows
		b.sold[at] += int64(want.Sold)
		switch left := f.Opened + f.Delivered + f.Received - f.Sold - f.Wasted - f.Shrunk - f.Sent; {
		case left != int64(s.OnHand), left < 0:
			t.Fatalf("day %d, cell %v: %+v leaves %d, on hand %d", d.Number, at, f, left, s.OnHand)
		case b.book[at] != int64(s.Book):
			t.Fatalf("day %d, cell %v: movements and receipts say %d, the book %d", d.Number, at, b.book[at], s.Book)
		case b.sold[at] < f.Sold, want.Wanted < want.Lost+want.Swapped:
			t.Fatalf("day %d, cell %v: truth sold %d of %d, %+v", d.Number, at, b.sold[at], f.Sold, want)
		}
	}
}

// sell books receipts of stores with shelves.
func (c *Chain) sell(book map[[2]int]int64, receipts []touchpoint.Receipt) {
	for _, r := range receipts {
		for _, l := range r.Lines {
			if r.Store != "S900" {
				book[[2]int{int(r.Store[3] - '1'), c.index[l.Product]}] -= int64(l.Quantity)
			}
		}
	}
}

// keep books a movement as any chain's stock file would.
func keep(book map[[2]int]int64, m shelf.Movement) {
	at := [2]int{m.Store, m.Product}
	switch m.Kind {
	case shelf.Count:
		book[at] = int64(m.Quantity)
	case shelf.Delivery, shelf.Received:
		book[at] += int64(m.Quantity)
	case shelf.Waste, shelf.Sent:
		book[at] -= int64(m.Quantity)
	}
}

// played is a closed world's receipts and movements, by day and store.
func played(t *testing.T, c *Chain, p shelf.Policy) (receipts map[retail.ReceiptID]string, digest string) {
	t.Helper()
	h := sha256.New()
	receipts = map[retail.ReceiptID]string{}
	for d, err := range c.Days(t.Context(), 20, 50, Supply{Policy: p}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range d.Movements {
			fmt.Fprintln(h, m)
		}
		for _, r := range d.Receipts {
			write(t, h, r)
			receipts[r.ID] = fmt.Sprint(r)
		}
	}
	return receipts, hex.EncodeToString(h.Sum(nil))
}

// one adds a line on one night to what the base policy asks for.
type one struct {
	shelf.Base
	night int32
	line  shelf.Line
}

func (o one) Tonight(n shelf.Night) []shelf.Line {
	out := o.Base.Tonight(n)
	if n.Day == o.night {
		out = append(out, o.line)
	}
	return out
}

// TestSupply_OneCause holds rows B, E and F in a closed world: any number of
// workers gives the same bytes, and so does a line that asks for nothing; one
// transfer changes no receipt before its night, and afterwards only those of
// households that shop in its stores.
func TestSupply_OneCause(t *testing.T) {
	t.Parallel()
	c := closed(t, 7, 60)
	want, digest := played(t, c, nil)
	c.World.Workers = 3
	if _, again := played(t, c, one{night: 25, line: shelf.Line{Kind: shelf.Transfer, Store: 0, From: 1, Product: 4}}); again != digest {
		t.Error("a transfer of 0 units, or three workers, gave other bytes")
	}
	const night = 35
	every := make([]shelf.Line, 0)
	for product := range c.Market.Products {
		every = append(every, shelf.Line{Kind: shelf.Transfer, Store: 2, From: 1, Product: product, Units: 50})
	}
	got, _ := played(t, c, emptied{night: night, lines: every})
	shopsThere, differ := map[HouseholdID]bool{}, map[HouseholdID]bool{}
	maps.Copy(got, missing(got, want))
	for id := range got {
		who, _ := c.Truth().Who(id)
		if id[:4] == "S002" || id[:4] == "S003" {
			shopsThere[who] = true
		}
		if want[id] == got[id] {
			continue
		}
		differ[who] = true
		if day := string(id[9:17]); day <= c.stamp(night) {
			t.Fatalf("receipt %s differs before goods were moved in the night after %s", id, c.stamp(night))
		}
	}
	if len(differ) < 20 {
		t.Fatalf("emptying a store changed %d households' receipts: nothing was tried", len(differ))
	}
	for who := range differ {
		if !shopsThere[who] {
			t.Errorf("household %d differs and shops in neither store", who)
		}
	}
}

// missing are the receipts of other that list does not hold, as empty ones.
func missing(list, other map[retail.ReceiptID]string) map[retail.ReceiptID]string {
	out := map[retail.ReceiptID]string{}
	for id := range other {
		if _, ok := list[id]; !ok {
			out[id] = ""
		}
	}
	return out
}

// emptied moves lines on one night.
type emptied struct {
	shelf.Base
	night int32
	lines []shelf.Line
}

func (e emptied) Tonight(n shelf.Night) []shelf.Line {
	out := e.Base.Tonight(n)
	if n.Day == e.night {
		out = append(out, e.lines...)
	}
	return out
}

// TestReplaced: proposals overrule the base policy where they decide, and nowhere
// else.
func TestReplaced(t *testing.T) {
	t.Parallel()
	c := closed(t, 3, 40)
	const store, product, units = 1, 7, 48
	p := shelf.Replaced{
		Rest: shelf.Base{}, Decides: func(s, _ int) bool { return s == store },
		Lines: func(n shelf.Night) []shelf.Line {
			return []shelf.Line{{Kind: shelf.Order, Store: store, Product: product, Units: units}, {Kind: shelf.Order, Store: 0, Product: product, Units: 1}}
		},
	}
	ordered := map[int]int{}
	for d, err := range c.Days(t.Context(), 10, 20, Supply{Policy: p}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range d.Movements {
			switch {
			case m.Kind != shelf.Ordered:
			case m.Store == store && (m.Product != product || m.Quantity != units*shelf.Unit), m.Store != store && m.Quantity == shelf.Unit && m.Product == product:
				t.Fatalf("day %d: %+v is not what was decided", d.Number, m)
			default:
				ordered[m.Store]++
			}
		}
	}
	if ordered[store] != 9 && c.Market.Lists(store, product) || ordered[0] < 100 || ordered[2] < 100 {
		t.Errorf("orders by store: %v", ordered)
	}
}

// TestBasePolicy holds section 7: availability under the base policy, when
// shelves run out, how long fast products stay away, and the double delivery.
func TestBasePolicy(t *testing.T) {
	t.Parallel()
	for n := range *seeds {
		w := world(t, 6800, 2, 240)
		w.Seed = OneSeed(uint64(n + 1))
		c := chain(t, w)
		const from, warm, to = 56, 77, 217
		m := supplied{empty: map[int]int{}}
		for d, err := range c.Days(t.Context(), from, to, Supply{Truth: true, Book: m.hear}) {
			if err != nil {
				t.Fatal(err)
			}
			if m.shelves = d.Shelves; d.Number >= warm {
				m.day(d)
			}
		}
		m.report(t, n+1)
	}
}

// supplied are figures of section 7.
type supplied struct {
	shelves  *shelf.Shelves
	wanted   [7]float64
	met      [7]float64
	empty    map[int]int // cell: days without a sale in a row
	fast     int         // days of fast products
	runs     int         // of those, days in runs of three and more without a sale
	ordered  map[int64]int32
	doubled  int
	doubleAt int32
	lost     float64
}

func (m *supplied) hear(v shelf.Movement) {
	if m.ordered == nil {
		m.ordered = map[int64]int32{}
	}
	switch v.Kind {
	case shelf.Ordered:
		m.ordered[v.Serial] = v.Quantity
	case shelf.Delivery:
		if v.Quantity == 2*m.ordered[v.Order] {
			m.doubled, m.doubleAt = m.doubled+1, v.Day
		}
	}
}

func (m *supplied) day(d Day) {
	s := d.Shelves
	for store := range s.Stores() {
		for product := range s.Products() {
			v, _ := s.Demand(store, product, int32(d.Number))
			m.wanted[d.Number%7] += float64(v.Wanted)
			m.met[d.Number%7] += float64(v.Wanted - v.Lost - v.Swapped)
			m.lost += float64(v.Lost)
			cell := store*s.Products() + product
			const fast = 5 // units a day
			if sold := s.State(store, product).Flows.Sold; !s.Listed(store, product) || sold < fast*shelf.Unit*int64(d.Number-55) {
				continue
			}
			m.fast++
			if v.Sold > 0 {
				m.empty[cell] = 0
				continue
			}
			switch m.empty[cell]++; {
			case m.empty[cell] == 3:
				m.runs += 3
			case m.empty[cell] > 3:
				m.runs++
			}
		}
	}
}

func (m *supplied) report(t *testing.T, seed int) {
	t.Helper()
	wanted, met, worst := 0.0, 0.0, 0
	for i := range m.wanted {
		wanted, met = wanted+m.wanted[i], met+m.met[i]
		if m.met[i]/m.wanted[i] < m.met[worst]/m.wanted[worst] {
			worst = i
		}
	}
	available, runs := met/wanted, float64(m.runs)/float64(m.fast)
	t.Logf("seed %d: available %.4f, lost for good or for now %.4f, least on weekday %d, Saturday %.4f, runs of three days %.4f of %d fast days, double delivery on day %d",
		seed, available, m.lost/wanted, worst, m.met[5]/m.wanted[5], runs, m.fast, m.doubleAt)
	if available < .955 || available > .975 {
		t.Errorf("seed %d: %.4f of wanted units were there, want .955 to .975", seed, available)
	}
	week, weekend := 0.0, 0.0
	for i := range 7 {
		if missing := 1 - m.met[i]/m.wanted[i]; i == 0 || i > 4 { // Monday finds what Sunday left
			weekend += missing / 3
		} else {
			week += missing / 4
		}
	}
	if weekend < 1.1*week {
		t.Errorf("seed %d: %.4f is missing from Saturday to Monday, %.4f on other days: shelves do not run out at the end of the week", seed, weekend, week)
	}
	if runs < .005 || runs > .08 {
		t.Errorf("seed %d: %.4f of fast products' days lie in runs of three without a sale, want .005 to .08", seed, runs)
	}
	if m.doubled != 1 || m.doubleAt < 190 || m.doubleAt > 205 {
		t.Errorf("seed %d: %d double deliveries, the last on day %d, want one about day 190", seed, m.doubled, m.doubleAt)
	}
}
