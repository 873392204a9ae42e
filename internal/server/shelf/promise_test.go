package shelf_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/db/engine/enginetest"
	"sartor/internal/intake"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/shelf"
	"sartor/internal/stock"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// shop is a running server with one store whose tills give a voucher on product P1 to
// everybody.
type shop struct {
	*testing.T
	*server.Chain
	key  string
	sold int
}

// onEngines runs a test on SQLite, and on PostgreSQL where there is a server; dbtest
// makes its absence a failure in CI.
func onEngines(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	})
	if os.Getenv("SARTOR_TEST_POSTGRES") == "" {
		return
	}
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, enginetest.Postgres(t))
	})
}

func open(t *testing.T, url, key string) *shop {
	t.Helper()
	c, err := server.Open(t.Context(), server.Options{URL: url, KeyFile: key})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return &shop{T: t, Chain: c, key: key}
}

func newShop(t *testing.T, url string) *shop {
	t.Helper()
	s := open(t, url, filepath.Join(t.TempDir(), "key"))
	today := retail.DayOf(time.Now(), time.UTC, 0)
	s.must(s.DB.PutStores(t.Context(), []retail.Store{{ID: "S1", Zone: "Etc/UTC", Currency: "EUR"}, {ID: "S2", Zone: "Etc/UTC", Currency: "EUR"}}))
	s.must(s.DB.PutProducts(t.Context(), []retail.Product{{ID: "P1", Name: "Soup", Price: 300, Listed: true}, {ID: "P2", Name: "Bread", Price: 200, Listed: true}}))
	_, err := s.DB.PutPromotion(t.Context(), db.Edit{Actor: "test", At: 1, Promotion: promotion.Promotion{
		ID: "prm_x", Name: map[string]string{"en": "X"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 50},
		Target: promotion.Target{Kind: promotion.TargetProduct, Products: []retail.ProductID{"P1"}}, Starts: today - 2, Ends: today + 30,
		Budget:   promotion.Budget{Amount: 1_000_000, Currency: "EUR", ReserveShare: .3},
		Stacking: promotion.StackAll, VoucherDays: 14, State: promotion.Live,
	}})
	s.must(err)
	s.learn()
	s.must(s.Refresh(t.Context()))
	return s
}

// learn lets the chain learn that both products are bought in both stores.
func (s *shop) learn() {
	s.Helper()
	s.must(s.DeclareConsent(s.Context(), []string{"profile", "offers"}, "test"))
	var calls []till.Call
	for i := range 600 {
		calls = append(calls, till.Call{Receipt: touchpoint.Receipt{
			ID: retail.ReceiptID(fmt.Sprint("past", i)), Store: []retail.StoreID{"S1", "S2"}[i%2], Till: "T1", Currency: "EUR",
			At:       retail.MicrosOf(time.Now().Add(-time.Duration(24*60-2*i) * time.Hour)),
			Customer: touchpoint.Customer{Identifiers: []retail.Identifier{{Kind: retail.Card, Value: fmt.Sprint("card", i%100)}}},
			Lines:    []touchpoint.Line{{Product: "P1", Quantity: retail.One, Amount: 300}, {Product: "P2", Quantity: retail.One, Amount: 200}},
		}})
	}
	out, err := s.Desk.Facts(s.Context(), calls)
	s.must(err)
	s.must(out[0].Err)
	s.seen(len(calls))
	s.must(s.CatchUp(s.Context()))
	_, _, err = s.Learn(s.Context())
	s.must(err)
}

// seen waits until so many entries stand in the journal: on PostgreSQL its end is where
// nobody writes before any more, in other databases of the server neither.
func (s *shop) seen(n int) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), limit)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for ; ; <-tick.C {
		entries, err := db.History{DB: s.DB}.Entries(ctx, touchpoint.Position{}, n)
		if s.must(err); len(entries) == n {
			return
		}
	}
}

func (s *shop) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// buy closes a receipt and returns how many vouchers on P1 it got.
func (s *shop) buy(product retail.ProductID, units int) int {
	s.Helper()
	s.sold++
	reply, err := s.Desk.Close(s.Context(), till.Call{Wait: time.Minute, Receipt: touchpoint.Receipt{
		ID: retail.ReceiptID(fmt.Sprint(s.Name(), s.sold)), Store: "S1", Till: "T1", At: retail.MicrosOf(time.Now()), Currency: "EUR",
		Lines: []touchpoint.Line{{Product: product, Quantity: retail.Quantity(units) * retail.One, Amount: 100}},
	}})
	s.must(err)
	var answer till.Answer
	s.must(json.Unmarshal(reply.Body, &answer))
	return len(answer.Vouchers)
}

// tell tells a movement of P1 in S1.
func (s *shop) tell(id string, kind stock.Kind, units int) {
	s.Helper()
	told, err := s.Shelf().Tell(s.Context(), []stock.Note{{
		ID: id, Kind: kind.String(), Store: "S1", At: retail.MicrosOf(time.Now()), Lines: []stock.NoteLine{{Product: "P1", Quantity: retail.Quantity(units) * retail.One}},
	}})
	s.must(err)
	s.must(told[0].Err)
}

// within waits until a receipt of something else gets so many vouchers, and the other
// node knows it too; the contract allows five seconds.
func (s *shop) within(want int, other *shop) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), limit)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		got := s.buy("P2", 1)
		if there := len(other.Sight().Out(1)); got == want && there == 1-want {
			return
		}
		select {
		case <-ctx.Done():
			s.Fatalf("%d vouchers %s later, want %d; the other node is short of %v; %+v, promised %+v, %d receipts", got, limit, want, other.Sight().Out(1),
				other.Shelf().Position(1, 1), other.Shelf().Promised().Of(1, 1), s.sold)
		case <-tick.C:
		}
	}
}

// limit is six times what the contract says: the machine of a test may be busy. The
// test says how long it took.
const limit = 30 * time.Second

func TestPromise_StopsAndResumes(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, url string) {
		s := newShop(t, url)
		other := s
		s.Background(t.Context())
		if url[:8] == "postgres" {
			other = open(t, url, s.key)
			other.Background(t.Context())
		}
		if s.buy("P2", 1) != 1 {
			t.Fatal("stock that is not known stops a voucher")
		}
		s.tell("count", stock.Count, 5)
		s.within(1, other)
		begin := time.Now()
		s.buy("P1", 5)
		s.within(0, other)
		t.Logf("stopped %s after the last one was sold", time.Since(begin))
		begin = time.Now()
		s.tell("delivery", stock.Delivery, 4_000) // more than vouchers that are out will take
		s.within(1, other)
		t.Logf("resumed %s after the delivery", time.Since(begin))
		s.tell("waste", stock.Waste, 4_000)
		s.within(0, other)
	})
}

// A store is read again when its stock, its day or what is promised changed.
func TestKeeper_ReadsWhatChanged(t *testing.T) {
	t.Parallel()
	s := newShop(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	read := func() int64 {
		t.Helper()
		before := s.Shelf().Reads()
		s.must(s.CatchUp(t.Context()))
		s.must(s.Shelf().Refresh(t.Context()))
		return s.Shelf().Reads() - before
	}
	if n := read(); n != 0 || s.Shelf().Store(1) != nil {
		t.Errorf("nothing was told, and %d stores were read", n)
	}
	s.tell("a", stock.Count, 2)
	if n := read(); n != 1 {
		t.Errorf("a count: %d stores read", n)
	}
	if n := read(); n != 0 {
		t.Errorf("nothing changed: %d stores read", n)
	}
	s.buy("P1", 1)
	if n := read(); n != 1 {
		t.Errorf("a sale: %d stores read", n)
	}
	p := s.Shelf().Position(1, 1)
	if p.Basis != stock.Perpetual || p.OnHand != retail.One || s.Shelf().Position(2, 1).Basis != stock.Unknown || s.Shelf().Position(1, 2).Basis != stock.Unknown {
		t.Errorf("one of two is left: %+v", p)
	}
}

func TestTell_Refuses(t *testing.T) {
	t.Parallel()
	s := newShop(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	note := func(id string, change func(n *stock.Note)) stock.Note {
		n := stock.Note{ID: id, Kind: "count", Store: "S1", At: retail.MicrosOf(time.Now()), Lines: []stock.NoteLine{{Product: "P1", Quantity: 1}}}
		change(&n)
		return n
	}
	told, err := s.Shelf().Tell(t.Context(), []stock.Note{
		note("a", func(*stock.Note) {}), note("b", func(n *stock.Note) { n.Store = "S9" }), note("c", func(n *stock.Note) { n.Kind = "gift" }),
		note("d", func(n *stock.Note) { n.Lines[0].Product = "new" }), note("e", func(n *stock.Note) { n.Lines[0].Product = "a\nb" }),
		note("f", func(n *stock.Note) { n.Kind, n.Other = "transfer_out", "S9" }), note("a", func(n *stock.Note) { n.Lines[0].Quantity = 2 }),
	})
	s.must(err)
	for i, refused := range []bool{false, true, true, false, true, true, true} {
		if (told[i].Err != nil) != refused || told[i].Duplicate {
			t.Errorf("note %d: %+v, refused %v", i, told[i], refused)
		}
	}
	if len(told[3].Unlisted) != 1 || !strings.Contains(told[6].Err.Error(), "such as S1-a") {
		t.Errorf("an unlisted product is not named: %+v; or who counts alike not told: %v", told[3], told[6].Err)
	}
	if _, ok := s.DB.Catalogue().ProductNumber("new"); !ok {
		t.Error("a product that nobody named before was not met")
	}
}

// A folder's levels are counts, and the same folder again changes nothing.
func TestFacts_TwiceIsOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	at := retail.MicrosOf(time.Now().Add(-48 * time.Hour))
	facts := intake.Facts{
		Stock: []intake.StockLevel{
			{Store: "S1", Product: "P1", OnHand: -3 * retail.One, AsOf: at}, {Store: "S1", Product: "P2", OnHand: 8 * retail.One, OnOrder: 24 * retail.One, HasOnOrder: true, AsOf: at},
			{Store: "S1", Product: "P2", OnHand: 9 * retail.One, AsOf: at},
		},
		Supply: []intake.Supply{{Product: "P1", Supplier: "Mill", LeadTime: 2, OrderDays: "mon|thu"}, {Product: "P3", LeadTime: stock.UnknownLead}},
	}
	for _, want := range []int{5, 0} {
		fresh, err := s.Sink().Facts(t.Context(), facts)
		s.must(err)
		if fresh != want {
			t.Errorf("%d rows are new, want %d", fresh, want)
		}
		s.must(s.CatchUp(t.Context()))
		s.must(s.Shelf().Refresh(t.Context()))
		first, second := s.Shelf().Position(1, 1), s.Shelf().Position(1, 2)
		if first.OnHand != -3*retail.One || second.OnHand != 9*retail.One {
			t.Errorf("levels: %+v and %+v, want −3 and, said last, 9", first, second)
		}
		told, err := s.DB.Shelf().Movements(t.Context(), 1, retail.MicrosOf(time.Now()), 9)
		s.must(err)
		if len(told) != 2 {
			t.Errorf("%d movements, want 2", len(told))
		}
		terms, err := s.DB.Shelf().Terms(t.Context())
		s.must(err)
		if len(terms) != 2 || terms[1].Supplier != "Mill" || terms[3].LeadTime != stock.UnknownLead {
			t.Errorf("terms: %+v", terms)
		}
	}
}

// What a list of suppliers has no column for stands, also what only the API tells; an
// empty cell takes it back, and so does another supplier.
func TestFacts_MissingColumnsStand(t *testing.T) {
	t.Parallel()
	s := newShop(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	days, err := stock.ParseWeekdays("mon|thu")
	s.must(err)
	full := stock.Terms{Product: 1, Supplier: "Mill", LeadTime: 2, Spread: 1.5, OrderDays: days, MinOrder: 6 * retail.One}
	for name, c := range map[string]struct {
		says intake.Supply
		want stock.Terms
	}{
		"without the columns": {intake.Supply{Supplier: "Mill", LeadTime: 3, KeepDays: true, KeepMin: true}, stock.Terms{Product: 1, Supplier: "Mill", LeadTime: 3, Spread: 1.5, OrderDays: days, MinOrder: 6 * retail.One}},
		"with empty cells":    {intake.Supply{Supplier: "Mill", LeadTime: 2}, stock.Terms{Product: 1, Supplier: "Mill", LeadTime: 2, Spread: 1.5}},
		"of somebody else":    {intake.Supply{Supplier: "Dairy", LeadTime: 1, KeepDays: true, KeepMin: true}, stock.Terms{Product: 1, Supplier: "Dairy", LeadTime: 1}},
	} {
		s.must(s.DB.Shelf().PutTerms(t.Context(), "test", nil, full))
		c.says.Product = "P1"
		_, err := s.Sink().Facts(t.Context(), intake.Facts{Supply: []intake.Supply{c.says}})
		s.must(err)
		terms, err := s.DB.Shelf().Terms(t.Context())
		s.must(err)
		if terms[1] != c.want {
			t.Errorf("%s: %+v, want %+v", name, terms[1], c.want)
		}
	}
}

// Vouchers that are out are counted by the store and product they are for.
func TestPromised(t *testing.T) {
	t.Parallel()
	s := newShop(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	for range 7 {
		s.buy("P2", 1)
	}
	s.tell("a", stock.Count, 100)
	s.must(s.CatchUp(t.Context()))
	s.must(s.Shelf().Refresh(t.Context()))
	take := s.Shelf().Promised().Of(1, 1)
	if take.Vouchers != 7 || take.Mean < .69 || take.Mean > .71 || take.Variance < .62 || take.Variance > .64 {
		t.Errorf("seven vouchers, each used by one in ten: %+v", take)
	}
	n := 0
	s.Shelf().Promised().Each(func(store, product uint32, _ shelf.Take) { n += int(store + product) })
	if n != 2 {
		t.Errorf("other stores or products have vouchers: %d", n)
	}
	s.tell("b", stock.Count, 0)
	s.must(s.CatchUp(t.Context()))
	s.must(s.Shelf().Refresh(t.Context()))
	if short := s.Shelf().Short(1); !slices.Equal(short, []uint32{1}) || s.Shelf().Short(2) != nil {
		t.Errorf("short of %v", short)
	}
}

// A till asks what its store is short of: one look at a map.
func BenchmarkOut(b *testing.B) {
	k := shelf.NewKeeper(shelf.Chain{})
	for b.Loop() {
		k.Short(1)
	}
}
