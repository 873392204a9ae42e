package till

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sartor/internal/customer"
	"sartor/internal/offer"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// shop is a small chain at one till: a Monday afternoon.
type shop struct {
	*Desk
	t     *testing.T
	store *fakeStore
	sight *Sight
	now   time.Time
	terms map[uint32]*voucher.Terms
	draws *rand.Rand
}

var (
	monday = retail.Day(2026, 11, 23)
	card   = retail.Identifier{Kind: retail.Card, Value: "2600000012348"}
)

func shelf() []retail.Product {
	return []retail.Product{
		{ID: "milk", Number: 1, Name: "Milk", Category: "dairy", Price: 120, Cost: 80, HasCost: true, Listed: true},
		{ID: "bread", Number: 2, Name: "Bread", Category: "bakery", Price: 300, Cost: 150, HasCost: true, Listed: true},
		{ID: "gin", Number: 3, Name: "Gin", Category: "spirits", Price: 1500, Cost: 900, HasCost: true, Listed: true, Restriction: retail.Age},
		{ID: "cheese", Number: 4, Name: "Cheese", Category: "dairy", Price: 500, Cost: 300, HasCost: true, Listed: true},
	}
}

func newShop(t *testing.T, live ...promotion.Promotion) *shop {
	t.Helper()
	s := &shop{t: t, store: newFakeStore(), now: time.Date(2026, 11, 23, 16, 41, 0, 0, time.UTC), terms: map[uint32]*voucher.Terms{}}
	places := []retail.Store{
		{ID: "S1", Number: 1, Name: "Brackwater", Region: "coast", Zone: "Europe/Berlin", Currency: "EUR"},
		{ID: "S2", Number: 2, Name: "Hillside", Region: "hills", Zone: "Europe/Berlin", Currency: "EUR"},
	}
	goods := shelf()
	s.sight = &Sight{
		Catalogue: retail.NewCatalogue(goods, places), Terms: func(n uint32, _ int64) (*voucher.Terms, bool) { t, ok := s.terms[n]; return t, ok },
		Chain: Chain{
			Name: "Osmund", OptOut: "osmund.example/me", Language: "en", MostVouchers: 2, Cut: retail.DefaultCut,
			Consent: customer.Consent(0).With(customer.OffersPurpose, true).With(customer.ProfilePurpose, true),
		},
	}
	s.store.meet = func(ids []retail.ProductID) {
		for _, id := range ids {
			goods = append(goods, retail.Product{ID: id, Number: uint32(len(goods) + 1)})
		}
		next := *s.sight
		next.Catalogue = retail.NewCatalogue(goods, places)
		s.sight = &next
	}
	s.live(live...)
	s.draws = rand.New(rand.NewPCG(1, 2))
	s.Desk = New(Parts{
		Store: s.store, Sight: func() *Sight { return s.sight }, Codes: code.NewRing(code.Keys{}), Clock: func() time.Time { return s.now }, Draw: s.draws.Uint64,
	})
	return s
}

// live compiles promotions into the book; their number is their place, from 1.
func (s *shop) live(list ...promotion.Promotion) {
	numbered := make([]offer.Numbered, len(list))
	for i := range list {
		number := uint32(i + 1)
		numbered[i] = offer.Numbered{Number: number, Promotion: list[i]}
		s.terms[number] = voucher.NewTerms(&list[i], promotion.Live, s.sight.Catalogue)
	}
	s.sight.Book = offer.NewBook(numbered, s.sight.Catalogue, offer.DefaultMargin)
}

// thanks is a promotion of 50 cents for anyone.
func thanks(change ...func(*promotion.Promotion)) promotion.Promotion {
	p := promotion.Promotion{
		ID: "prm_thanks", Version: 1, Name: map[string]string{"en": "Thanks"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 50},
		Target: promotion.Target{Kind: promotion.TargetAnyone}, Starts: monday - 30, Ends: monday + 30,
		Budget:   promotion.Budget{Amount: 100_000, Currency: "EUR", ReserveShare: 1, ContingencyShare: .1},
		Stacking: promotion.StackAll, Transferable: true, VoucherDays: 14, State: promotion.Live,
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

// hand puts a voucher of promotion 1 into the world and returns its code.
func (s *shop) hand(change ...func(*voucher.Voucher)) string {
	s.t.Helper()
	serial := code.NewSerial(s.draws.Uint64())
	v := &voucher.Voucher{
		Bucket: 7, Serial: serial, Alias: code.AliasOf(serial), Promotion: "prm_thanks", PromotionNumber: 1, Version: 1, State: voucher.Issued,
		Value: voucher.Value{Kind: promotion.Amount, Amount: 50}, ValidFrom: monday - 7, ValidUntil: monday + 7, Receipt: "R0", Reserve: 50,
	}
	for _, c := range change {
		c(v)
	}
	s.store.vouchers[refOf(v)] = v
	return s.CodeOf(v)
}

// sale is a basket of bread for 300 and two milk for 240, named by card.
func (s *shop) sale(id string, codes ...string) Call {
	return Call{Receipt: touchpoint.Receipt{
		ID: retail.ReceiptID(id), Store: "S1", Till: "T1", At: retail.MicrosOf(s.now), Currency: "EUR", Vouchers: codes,
		Customer: touchpoint.Customer{Identifiers: []retail.Identifier{card}},
		Lines: []touchpoint.Line{
			{Product: "bread", Quantity: retail.One, Amount: 300}, {Product: "milk", Quantity: 2 * retail.One, Amount: 240},
		},
	}}
}

func (s *shop) anonymous(id string, codes ...string) Call {
	c := s.sale(id, codes...)
	c.Receipt.Customer = touchpoint.Customer{}
	return c
}

// closed closes and reads the answer.
func (s *shop) closed(call Call) (Answer, Reply) {
	s.t.Helper()
	reply, err := s.Close(s.t.Context(), call)
	if err != nil {
		s.t.Fatalf("close %s: %v", call.Receipt.ID, err)
	}
	return s.read(reply), reply
}

func (s *shop) read(reply Reply) Answer {
	s.t.Helper()
	var a Answer
	if err := json.Unmarshal(reply.Body, &a); err != nil {
		s.t.Fatalf("answer %q: %v", reply.Body, err)
	}
	return a
}

// said is an answer's vouchers on one line each, for comparing.
func said(a *Answer) []string {
	var out []string
	for _, r := range a.Redeemed {
		line := fmt.Sprintf("%s %d", r.Promotion, r.Amount)
		for _, l := range r.Lines {
			line += fmt.Sprintf(" %d:%d", l.Index, l.Amount)
		}
		if r.Points > 0 {
			line += fmt.Sprintf(" %d points", r.Points)
		}
		if r.Flag != "" {
			line += " " + r.Flag
		}
		out = append(out, line)
	}
	for _, r := range a.Rejected {
		out = append(out, "rejected "+r.Reason)
	}
	return out
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}
