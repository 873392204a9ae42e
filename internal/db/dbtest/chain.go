package dbtest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/offer"
	"sartor/internal/paper"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// chain is a small chain at work: two stores, three products, the promotions of
// the test, and a desk on one engine. Clock and draws are its own, so that the
// same day can be played twice.
type chain struct {
	*db.DB
	desk       *till.Desk
	promotions []db.NumberedPromotion

	mu    sync.Mutex
	clock time.Time
	draws *rand.Rand
}

// noon is when the days of these tests begin: 17:41 in Berlin.
func noon() time.Time { return time.Date(2026, 11, 23, 16, 41, 0, 0, time.UTC) }

// thanks is the simplest promotion: 50 off anything for anyone, at once.
func thanks() promotion.Promotion {
	return promotion.Promotion{
		ID: "prm_thanks", Name: map[string]string{"en": "Thanks"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 50},
		Target: promotion.Target{Kind: promotion.TargetAnyone}, Starts: retail.Day(2026, 11, 1), Ends: retail.Day(2026, 12, 31),
		Budget:   promotion.Budget{Amount: 1_000_000, Currency: "EUR", ReserveShare: 1, ContingencyShare: .1},
		Stacking: promotion.StackAll, Transferable: true, VoucherDays: 14, State: promotion.Live,
	}
}

// everybody is the consent the chain of these tests declares.
func everybody() customer.Consent {
	return customer.Consent(0).With(customer.OffersPurpose, true).With(customer.ProfilePurpose, true)
}

// sow fills a fresh database with the stores, products and promotions.
func sow(t *testing.T, d *db.DB, list ...promotion.Promotion) []db.NumberedPromotion {
	t.Helper()
	ctx := t.Context()
	must(t, d.PutStores(ctx, []retail.Store{
		{ID: "S1", Name: "Brackwater", Region: "coast", Kind: retail.Urban, Zone: "Europe/Berlin", Currency: "EUR"},
		{ID: "S2", Name: "Old Mill", Region: "hills", Kind: retail.Rural, Zone: "Europe/Berlin", Currency: "EUR"},
	}))
	must(t, d.PutProducts(ctx, []retail.Product{
		{ID: "milk", Name: "Milk", Category: "dairy", Price: 120, Cost: 80, HasCost: true, Listed: true},
		{ID: "bread", Name: "Bread", Category: "bakery", Price: 300, Cost: 150, HasCost: true, Listed: true},
		{ID: "soup", Name: "Soup", Category: "soup", Price: 450, Cost: 200, HasCost: true, Listed: true},
	}))
	var out []db.NumberedPromotion
	for _, p := range list {
		n, err := d.PutPromotion(ctx, db.Edit{Actor: "test", At: retail.MicrosOf(noon()), Promotion: p})
		must(t, err)
		out = append(out, n)
	}
	return out
}

// newChain sows a fresh database and puts a desk on it. Wrap, if given, stands
// between the desk and the database: a broken twin.
func newChain(t *testing.T, d *db.DB, list []promotion.Promotion, wrap func(till.Store) till.Store) *chain {
	t.Helper()
	return newDesk(d, sow(t, d, list...), wrap)
}

// newDesk puts a desk on a database that was sown before.
func newDesk(d *db.DB, list []db.NumberedPromotion, wrap func(till.Store) till.Store) *chain {
	c := &chain{DB: d, promotions: list, clock: noon(), draws: rand.New(rand.NewPCG(1, uint64(len(list))))}
	var numbered []offer.Numbered
	terms := map[uint32]*voucher.Terms{}
	for i := range list {
		p := &list[i]
		numbered = append(numbered, offer.Numbered{Number: p.Number, Promotion: p.Promotion})
		terms[p.Number] = voucher.NewTerms(&p.Promotion, p.State, d.Catalogue())
	}
	book := offer.NewBook(numbered, d.Catalogue(), offer.DefaultMargin)
	sight := func() *till.Sight {
		return &till.Sight{
			Catalogue: d.Catalogue(), Book: book,
			Terms: func(n uint32, _ int64) (*voucher.Terms, bool) { x, ok := terms[n]; return x, ok },
			Chain: till.Chain{Name: "Osmund", Language: "en", MostVouchers: 2, Cut: retail.DefaultCut, Consent: everybody()},
		}
	}
	var store till.Store = d
	if wrap != nil {
		store = wrap(d)
	}
	c.desk = till.New(till.Parts{Store: store, Sight: sight, Codes: code.NewRing(code.Keys{}), Clock: c.now, Draw: c.draw})
	return c
}

func (c *chain) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clock
}

func (c *chain) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock = c.clock.Add(d)
}

func (c *chain) draw() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.draws.Uint64()
}

// card names a customer by a loyalty card; "" is nobody.
func card(value string) touchpoint.Customer {
	if value == "" {
		return touchpoint.Customer{}
	}
	return touchpoint.Customer{Identifiers: []retail.Identifier{{Kind: retail.Card, Value: value}}}
}

// sale is a basket of bread at one till, with a generous deadline: a slow
// machine must not turn a race for vouchers into "too late for any".
func (c *chain) sale(id string, who touchpoint.Customer, codes ...string) till.Call {
	return till.Call{
		Print: &paper.Printer{Format: paper.Text, Columns: 42}, Wait: time.Hour,
		Receipt: touchpoint.Receipt{
			ID: retail.ReceiptID(id), Store: "S1", Till: "T1", At: retail.MicrosOf(c.now()), Currency: "EUR", Vouchers: codes,
			Customer: who, Lines: []touchpoint.Line{{Product: "bread", Quantity: retail.One, Amount: 300}},
		},
	}
}

// done is what a till heard.
type done struct {
	till.Answer
	body     string
	replayed bool
	err      error
}

// close closes a sale and reads the answer.
func (c *chain) close(t *testing.T, call till.Call) done {
	t.Helper()
	out := c.ring(t, call)
	if out.err != nil {
		t.Fatalf("close %s: %v", call.Receipt.ID, out.err)
	}
	return out
}

// ring closes a sale; a refusal is part of what it returns.
func (c *chain) ring(t *testing.T, call till.Call) done {
	t.Helper()
	reply, err := c.desk.Close(t.Context(), call)
	out := done{body: string(reply.Body), replayed: reply.Replayed, err: err}
	if err == nil {
		out.err = json.Unmarshal(reply.Body, &out.Answer)
	}
	return out
}

// tills closes all sales at once, each at a till of its own, and returns what
// each heard.
func (c *chain) tills(t *testing.T, calls []till.Call) []done {
	t.Helper()
	out := make([]done, len(calls))
	gate := make(chan struct{})
	var all sync.WaitGroup
	for i := range calls {
		all.Go(func() {
			<-gate
			out[i] = c.ring(t, calls[i])
		})
	}
	close(gate)
	all.Wait()
	return out
}

// follow folds everything that stands in the journal.
func (c *chain) follow(t *testing.T) {
	t.Helper()
	follow(t, c.DB)
}

// follow folds until nothing of the journal is left. A PostgreSQL server shows an
// entry to folds only when every older transaction, also of other databases, is
// over, so that "nothing more" may not be the end.
func follow(t *testing.T, d *db.DB) {
	t.Helper()
	end := got(d.Newest(t.Context()))(t)
	const patience = time.Minute
	for began := time.Now(); ; {
		more, err := d.Follow(t.Context(), everybody())
		must(t, err)
		if !more && !end.After(folded(t, d, "profile")) && !end.After(folded(t, d, "demand")) {
			return
		}
		if time.Since(began) > patience {
			t.Fatalf("the folds stand at %v and %v, the journal at %v", folded(t, d, "profile"), folded(t, d, "demand"), end)
		}
	}
}

// folded is how far a fold has read.
func folded(t *testing.T, d *db.DB, fold string) (at touchpoint.Position) {
	t.Helper()
	must(t, d.Each(t.Context(), "fold.position", []any{fold}, func(scan func(...any) error) error { return scan(&at.Epoch, &at.Seq) }))
	return at
}

func receiptID(prefix string, n int) string { return fmt.Sprintf("%s-%05d", prefix, n) }
