package fold_test

import (
	"context"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"sartor/internal/db/engine/enginetest"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/retail"
	"sartor/internal/stock"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher/code"
)

// onEngines runs a test on SQLite, and on PostgreSQL where there is a server;
// dbtest makes its absence a failure in CI.
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

// world is a chain on a real database, beside a plain list of what happened.
type world struct {
	*testing.T
	url      string
	db       *db.DB
	desk     *till.Desk
	rng      *mathrand.Rand
	clock    time.Time
	declared customer.Consent

	sales    []*sale
	byID     map[retail.ReceiptID]*sale // the newest of an id
	awaited  map[retail.ReceiptID]bool  // voided before they came
	people   map[string]*person         // by card
	forgot   []retail.CustomerID
	products []retail.Product
	answers  int64
	kills    int
	moves    []*stock.Movement // each once, in the order they were told
	counts   int
}

// sale is one entry of the journal as it was sent.
type sale struct {
	call   till.Call
	card   string
	who    *person
	day    retail.BusinessDay
	voided bool
}

// person is somebody with a card, until they are forgotten.
type person struct {
	id       retail.CustomerID
	answered bool
	granted  bool
}

func (p *person) allowed(declared customer.Consent) bool {
	if p.answered {
		return p.granted
	}
	return declared.Allows(customer.ProfilePurpose)
}

func newWorld(t *testing.T, url string, seed uint64) *world {
	w := &world{
		T: t, url: url, rng: mathrand.New(mathrand.NewPCG(seed, 5)), clock: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC),
		byID: map[retail.ReceiptID]*sale{}, awaited: map[retail.ReceiptID]bool{}, people: map[string]*person{},
	}
	w.declared = declares(int(seed % 2))
	w.open()
	t.Cleanup(func() { w.must(w.db.Close()) })
	w.must(w.db.PutStores(w.ctx(), []retail.Store{{ID: "S1", Zone: "UTC", Currency: "EUR"}, {ID: "S2", Zone: "Europe/Berlin", Currency: "EUR"}}))
	for n := range 8 {
		w.products = append(w.products, retail.Product{ID: retail.ProductID(fmt.Sprintf("P%d", n)), Name: "Thing", Listed: true})
	}
	w.products[6].Restriction, w.products[7].Restriction = retail.NoInference, retail.NotGoods
	w.must(w.db.PutProducts(w.ctx(), w.products))
	return w
}

func (w *world) ctx() context.Context { return context.WithoutCancel(w.Context()) }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) n(below int) int { return w.rng.IntN(below) }

// declares is the chain's default for profiles: yes, but for 1.
func declares(k int) customer.Consent {
	return customer.Consent(0).With(customer.ProfilePurpose, k != 1)
}

func (w *world) open() {
	var err error
	w.db, err = db.Open(w.ctx(), w.url)
	w.must(err)
	w.desk = till.New(till.Parts{
		Store: w.db, Codes: code.NewRing(code.Keys{}), Draw: w.rng.Uint64, Clock: func() time.Time { return w.clock },
		Sight: func() *till.Sight {
			return &till.Sight{Catalogue: w.db.Catalogue(), Chain: till.Chain{Consent: w.declared, Cut: retail.DefaultCut}}
		},
	})
}

// send files a receipt and notes what became of it.
func (w *world) send(s *sale) {
	out, err := w.desk.Facts(w.ctx(), []till.Call{s.call})
	w.must(err)
	if out[0].Err != nil {
		w.Fatalf("%+v: %v", s.call.Receipt, out[0].Err)
	}
	if out[0].Duplicate {
		return
	}
	if s.card != "" {
		if w.people[s.card] == nil {
			w.people[s.card] = &person{}
		}
		s.who = w.people[s.card]
		if s.who.id == 0 {
			s.who.id, err = w.db.FindCustomer(w.ctx(), s.call.Receipt.Customer)
			w.must(err)
		}
	}
	id := s.call.Receipt.ID
	s.voided = w.awaited[id]
	w.sales, w.byID[id] = append(w.sales, s), s
}

// sell sends a receipt of some day of the last twenty, often an earlier one than
// those before it.
func (w *world) sell() {
	at := w.clock.Add(-time.Duration(20*24*60-len(w.sales)*120+w.n(3)*w.n(4000)) * time.Minute)
	r := touchpoint.Receipt{
		ID: retail.ReceiptID(fmt.Sprintf("R%03d", w.n(400))), Store: "S1", Till: "T1", At: retail.MicrosOf(at), Currency: "EUR",
	}
	if was := w.byID[r.ID]; was != nil {
		w.again(was)
		return
	}
	zone := time.UTC
	if w.n(2) == 0 {
		r.Store = "S2"
		zone = w.db.Catalogue().Location(2)
	}
	s := &sale{day: retail.DayOf(at, zone, retail.DefaultCut)}
	if k := w.n(7); k < 6 {
		s.card = fmt.Sprint("C", k)
		r.Customer.Identifiers = []retail.Identifier{{Kind: retail.Card, Value: s.card}}
	}
	switch w.n(15) {
	case 0:
		r.State = touchpoint.Training
	case 1:
		r.State = touchpoint.Suspended
	}
	for range 1 + w.n(4) {
		r.Lines = append(r.Lines, w.line())
	}
	s.call.Receipt = r
	w.send(s)
}

func (w *world) line() touchpoint.Line {
	units := retail.Minor(1 + w.n(3))
	l := touchpoint.Line{
		Product:  retail.ProductID(fmt.Sprintf("P%d", w.n(9))), // P8 is in no list
		Quantity: retail.Quantity(units) * retail.One, Amount: 100*units + retail.Minor(w.n(9)),
	}
	if w.n(6) == 0 {
		l.Quantity, l.Amount = -l.Quantity, -l.Amount
		if w.n(2) == 0 {
			l.ReturnOf, l.ReturnLine = retail.ReceiptID(fmt.Sprintf("R%03d", w.n(400))), w.n(3)
		}
	}
	return l
}

// again sends what was sent: as it was, completed when it was parked, or once
// more by a till that had no answer.
func (w *world) again(was *sale) {
	next := *was
	switch {
	case was.voided: // it stays taken back, whatever it was
	case was.call.Receipt.State == touchpoint.Suspended:
		next.call.Receipt.State = 0
		next.call.Receipt.Lines = append([]touchpoint.Line{w.line()}, was.call.Receipt.Lines...)
	case was.call.Receipt.State == 0 && w.n(3) == 0 && (was.who == nil || w.people[was.card] == was.who):
		next.call.Receipt.State = touchpoint.Offline | touchpoint.Unanswered
		next.call.Receipt.Lines = []touchpoint.Line{w.line()}
		was.voided = true
	}
	if was.who != nil && w.people[was.card] != was.who {
		return // its customer was forgotten: it is refused
	}
	w.send(&next)
}

// void takes back something that came, or that will come.
func (w *world) void() {
	id := retail.ReceiptID(fmt.Sprintf("R%03d", w.n(400)))
	if len(w.sales) > 0 && w.n(3) > 0 {
		id = w.sales[w.n(len(w.sales))].call.Receipt.ID
	}
	s := w.byID[id]
	if s != nil && s.who != nil && w.people[s.card] != s.who {
		return
	}
	_, known, err := w.desk.Void(w.ctx(), till.VoidCall{Receipt: id, Reason: "test", Actor: "test"})
	w.must(err)
	switch {
	case !known:
		w.awaited[id] = true
	case s != nil:
		s.voided = true
	}
}

func (w *world) someone() (card string, p *person) {
	card = fmt.Sprint("C", w.n(6))
	return card, w.people[card]
}

func (w *world) answer() {
	_, p := w.someone()
	if p == nil {
		return
	}
	w.answers++
	p.answered, p.granted = true, w.n(2) == 0
	w.must(w.db.SetConsent(w.ctx(), p.id, db.ConsentAnswer{
		Purpose: customer.ProfilePurpose, Granted: p.granted, At: retail.MicrosOf(w.clock) + retail.Micros(w.answers), Proof: "test", Source: "test",
	}))
}

func (w *world) forget() {
	card, p := w.someone()
	if p == nil {
		return
	}
	_, err := w.db.Erase(w.ctx(), p.id, "test", retail.MicrosOf(w.clock))
	w.must(err)
	w.forgot = append(w.forgot, p.id)
	delete(w.people, card)
}

// restrict changes what a product that was sold already is.
func (w *world) restrict() {
	p := &w.products[3+w.n(5)]
	p.Restriction = []retail.Restriction{0, 0, retail.NoInference, retail.NotGoods}[w.n(4)]
	w.must(w.db.PutProducts(w.ctx(), []retail.Product{*p}))
}

func (w *world) follow() bool {
	more, err := w.db.Follow(w.ctx(), w.declared)
	w.must(err)
	return more
}

// caughtUp follows to the end. On PostgreSQL entries are read once no older
// transaction runs any more, on the whole server.
func (w *world) caughtUp() {
	w.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		for w.follow() {
		}
		behind, err := w.db.Behind(w.ctx(), 10)
		w.must(err)
		if behind == 0 {
			return
		}
		if time.Now().After(deadline) {
			w.Fatalf("%d entries are still not folded", behind)
		}
		runtime.Gosched()
	}
}

// kill closes the database at some moment of a follower's work, which loses
// whatever it had not written, and opens it again.
func (w *world) kill() {
	w.kills++
	done := make(chan struct{})
	begun := make(chan struct{})
	go func() {
		defer close(done)
		close(begun)
		for {
			if more, err := w.db.Follow(w.ctx(), w.declared); err != nil || !more {
				return
			}
		}
	}()
	<-begun
	w.must(w.db.Close())
	<-done
	w.open()
}
