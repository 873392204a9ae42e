package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/gate"
	"sartor/internal/paper"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// now is a minute after the contract's example.
var now = time.Date(2026, 11, 22, 16, 42, 9, 0, time.UTC)

// fakes stand behind an API under test and record what it asked of them.
type fakes struct {
	mu      sync.Mutex
	calls   []string    // operations, in order
	till    []till.Call // of the desk
	failing error       // returned by every operation
	replied till.Reply
	redeem  till.RedeemReply
	known   bool // what Void answers
	void    till.VoidCall
	batches []int // sizes of Facts
	refuse  map[string]error
	stood   map[string]bool // receipts Facts has seen
	chain   *retail.Catalogue
	promos  map[retail.PromotionID]promotion.Promotion
	race    func() // runs once before a write
	stored  map[string]Stored
	consent ConsentCall
	printer paper.Printer
	held    []HeldVoucher
	tokens  map[access.TokenHash]access.APIToken
	drawn   uint64
}

func (f *fakes) note(op string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, op)
	return f.failing
}

func (f *fakes) done() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// desk checks a call as the real one does first.
func (f *fakes) desk(op string, call *till.Call) error {
	err := f.note(op)
	f.mu.Lock()
	f.till = append(f.till, *call)
	f.mu.Unlock()
	if err != nil {
		return err
	}
	if err := touchpoint.Check(&call.Receipt, retail.MicrosOf(now)); err != nil {
		return err
	}
	n, ok := f.chain.StoreNumber(call.Receipt.Store)
	if !ok {
		return fault.AtField("/store", "store %q is not known", call.Receipt.Store)
	}
	if c := f.chain.Store(n).Currency; c != call.Receipt.Currency {
		return fault.AtField("/currency", "the store sells in %s", c)
	}
	return nil
}

func (f *fakes) Close(_ context.Context, call till.Call) (till.Reply, error) {
	if err := f.desk("close", &call); err != nil {
		return till.Reply{}, err
	}
	return f.replied, nil
}

func (f *fakes) Quote(_ context.Context, call till.Call) (till.Reply, error) {
	if call.Receipt.ID == "" {
		call.Receipt.ID = "quote"
	}
	if err := f.desk("quote", &call); err != nil {
		return till.Reply{}, err
	}
	return f.replied, nil
}

func (f *fakes) Printed(_ context.Context, id retail.ReceiptID) (till.AckAnswer, error) {
	return till.AckAnswer{Receipt: string(id), VouchersVoided: []string{}}, f.note("printed")
}

func (f *fakes) NotPrinted(_ context.Context, id retail.ReceiptID, _ string) (till.AckAnswer, error) {
	return till.AckAnswer{Receipt: string(id), VouchersVoided: []string{"7K2M-9QXA-41TD"}}, f.note("not printed")
}

func (f *fakes) Void(_ context.Context, call till.VoidCall) (till.VoidAnswer, bool, error) {
	f.void = call
	return till.VoidAnswer{
		Receipt: string(call.Receipt), VoidedAt: "2026-11-22T16:43:00Z",
		VouchersVoided: []string{}, VouchersKept: []till.KeptView{}, RedemptionsReturned: []string{},
	}, f.known, f.note("void")
}

func (f *fakes) Facts(_ context.Context, calls []till.Call) ([]till.FactResult, error) {
	f.mu.Lock()
	f.batches = append(f.batches, len(calls))
	f.mu.Unlock()
	out := make([]till.FactResult, len(calls))
	for i := range calls {
		out[i].Err = f.desk("fact", &calls[i])
		id := string(calls[i].Receipt.ID)
		if err := f.refuse[id]; err != nil {
			out[i].Err = err
		}
		if out[i].Err == nil {
			out[i].Duplicate, f.stood[id] = f.stood[id], true
		}
	}
	return out, f.failing
}

func (f *fakes) Redeem(_ context.Context, code string, call till.Call) (till.RedeemReply, error) {
	return f.redeem, f.desk("redeem "+code, &call)
}

var aVoucher = VoucherView{
	Code: "Q6P5-RW53-V60T", Alias: "2912345678905", State: "issued", Promotion: "prm_soup", Value: till.ValueView{Kind: "amount", Amount: 50},
	ValidFrom: "2026-11-08", ValidUntil: "2026-11-22", Store: "S012", Receipt: "R0",
}

// elsewhere is the code of a voucher that another store issued.
const elsewhere = "EEEE-EEEE-EEEE"

func (f *fakes) Voucher(_ context.Context, code string) (VoucherView, error) {
	if err := f.note("voucher"); err != nil {
		return VoucherView{}, err
	}
	switch code {
	case aVoucher.Code:
		return aVoucher, nil
	case elsewhere:
		v := aVoucher
		v.Code, v.Store = elsewhere, "S099"
		return v, nil
	}
	return VoucherView{}, fault.New(fault.NotFound, "unknown", "no voucher has this code")
}

func (f *fakes) Strip(_ context.Context, _ string, print paper.Printer, actor string) ([]byte, error) {
	f.printer = print
	return []byte("\x1b@strip"), f.note("strip by " + actor)
}

func (f *fakes) VoidVoucher(_ context.Context, _, reason, _ string) (VoucherView, error) {
	v := aVoucher
	v.State = "voided"
	return v, f.note("void voucher " + reason)
}

func (f *fakes) StoreOf(_ context.Context, id retail.ReceiptID) (retail.StoreID, bool, error) {
	return "S013", id == "ELSEWHERE", f.note("store of")
}

const aCustomer = retail.CustomerID(5<<10 | 7)

func (f *fakes) Find(_ context.Context, who touchpoint.Customer) (retail.CustomerID, error) {
	if err := f.note("find"); err != nil {
		return 0, err
	}
	if len(who.Identifiers) == 1 && who.Identifiers[0].Value == "2600000012348" {
		return aCustomer, nil
	}
	return 0, errNoCustomer()
}

func (f *fakes) Customer(_ context.Context, id retail.CustomerID) (CustomerView, error) {
	return CustomerView{
		Customer: id.String(), Identifiers: []IdentifierView{{Kind: retail.Card, Value: "2600000012348"}}, Language: "en", HomeStore: "S012",
		Since: "2025-02-01T10:11:12Z", Receipts: 81, Consent: []ConsentView{{Purpose: "offers", Granted: true, Proof: "asked Ms Example"}},
	}, f.note("customer")
}

func (f *fakes) SetConsent(_ context.Context, c ConsentCall) error {
	f.consent = c
	return f.note("consent")
}

func (f *fakes) Erase(_ context.Context, id retail.CustomerID, _ string) (ErasureView, error) {
	return ErasureView{Customer: id.String(), ErasedAt: "2026-11-22T16:41:09Z", Receipts: 81}, f.note("erase")
}

func (f *fakes) Basket(_ context.Context, _ retail.CustomerID, _ retail.StoreID, most int) ([]BasketItem, error) {
	return []BasketItem{{Product: "5901234123457", Score: .4, Why: []string{"w"}}}, f.note(fmt.Sprint("basket ", most))
}

func (f *fakes) Offers(_ context.Context, _ retail.CustomerID) ([]HeldVoucher, error) {
	return f.held, f.note("offers")
}

func (f *fakes) Timeline(_ context.Context, _ retail.CustomerID, p Page) ([]TouchView, string, error) {
	return []TouchView{{At: "2026-11-22T16:41:09Z", Kind: "receipt", Issued: []string{}, Redeemed: []string{}}}, "more", f.note("timeline " + p.After)
}

func (f *fakes) Export(_ context.Context, id retail.CustomerID, _ string) (ExportView, error) {
	return ExportView{Customer: id.String(), ExportedAt: "2026-11-22T16:41:09Z"}, f.note("export")
}

// promoFakes are apart, since Find means another thing there.
type promoFakes struct{ *fakes }

func (f promoFakes) Promotions(_ context.Context, after retail.PromotionID, most int) ([]promotion.Promotion, error) {
	var out []promotion.Promotion
	for id, p := range f.promos {
		if id > after {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b promotion.Promotion) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out[:min(most, len(out))], f.note("promotions")
}

func (f promoFakes) Promotion(_ context.Context, id retail.PromotionID) (promotion.Promotion, error) {
	if err := f.note("promotion"); err != nil {
		return promotion.Promotion{}, err
	}
	p, ok := f.promos[id]
	if !ok {
		return p, fault.New(fault.NotFound, "", "promotion %s is not known", id)
	}
	return p, nil
}

func (f promoFakes) PutPromotion(_ context.Context, p promotion.Promotion, actor string) (promotion.Promotion, error) {
	if f.race != nil {
		f.race()
	}
	if f.promos[p.ID].Version != p.Version {
		return p, fault.New(fault.Stale, "stale", "somebody was faster")
	}
	p.Version++
	f.promos[p.ID] = p
	return p, f.note("put promotion by " + actor)
}

func (f promoFakes) Results(_ context.Context, id retail.PromotionID) (ResultsView, error) {
	return ResultsView{Promotion: id}, f.note("results")
}

type replayFakes struct{ *fakes }

func (f replayFakes) Find(_ context.Context, credential, key string) (Stored, bool, error) {
	s, ok := f.stored[credential+key]
	return s, ok, nil
}

func (f replayFakes) Put(ctx context.Context, s Stored) error {
	if ctx.Err() == nil { // else as a database whose caller gave up
		f.stored[s.Credential+s.Key] = s
	}
	return ctx.Err()
}

func (f *fakes) Catalogue() *retail.Catalogue { return f.chain }

func (f *fakes) PutStore(_ context.Context, s retail.Store, _ string) error {
	return f.note("put store " + string(s.ID))
}

func (f *fakes) PutProduct(_ context.Context, p retail.Product, _ string) error {
	return f.note("put product " + string(p.ID))
}

func (f *fakes) TokenByHash(_ context.Context, hash access.TokenHash) (access.APIToken, error) {
	t, ok := f.tokens[hash]
	if !ok {
		return t, fault.New(fault.NotFound, "", "no such token")
	}
	return t, nil
}

// issue makes a token for a principal and returns its text.
func (f *fakes) issue(t testing.TB, who access.Principal) string {
	t.Helper()
	random := bytes.NewReader(bytes.Repeat([]byte{byte(len(f.tokens)*7 + 1)}, 512))
	token, err := access.NewToken(access.TokenKindOf(who.Role), random)
	if err != nil {
		t.Fatal(err)
	}
	f.tokens[token.Hash()] = access.APIToken{ID: "tok_" + string(who.Role), Hash: token.Hash(), Role: who.Role, Stores: who.Stores, Till: who.Till}
	return token.Reveal()
}

// rig is an API with fakes behind it and a token for every role; till and
// manager belong to store S012.
type rig struct {
	*API
	*fakes
	token map[access.Role]string
}

func newRig(t testing.TB) *rig {
	t.Helper()
	f := &fakes{
		known: true, stood: map[string]bool{}, promos: map[retail.PromotionID]promotion.Promotion{}, stored: map[string]Stored{},
		tokens: map[access.TokenHash]access.APIToken{}, refuse: map[string]error{},
		replied: till.Reply{Body: []byte(`{"receipt":"R1",  "redeemed":[],"deduction":0,"rejected":[],"vouchers":[],"warnings":[]}` + "\n")},
		chain: retail.NewCatalogue(
			[]retail.Product{{ID: "5901234123457", Number: 1, Name: "Lentil soup", Listed: true}, {ID: "A/B", Number: 2}, {ID: "C", Number: 3, Cost: 5, HasCost: true}},
			[]retail.Store{{ID: "S012", Number: 1, Kind: retail.Urban, Currency: "EUR", Zone: "Europe/Berlin"}, {ID: "S013", Number: 2, Kind: retail.Online, Currency: "EUR"}},
		),
	}
	api, err := New(Config{
		Desk: f, Vouchers: f, Customers: f, Visits: f, Segments: f, Promotions: promoFakes{f}, Where: whereFakes{f}, Versions: versionFakes{f}, Rooms: slices.Concat(houseRoutes(f), rolloutRoutes(f), forecastRoutes(), goodsRoutes(f), planRoutes(f)), Catalogue: f, Tokens: f, Replays: replayFakes{f},
		Metrics: gate.NewMetrics("test"), Version: "1.2.3",
		Now: func() time.Time { return now }, Draw: func() uint64 { f.drawn++; return f.drawn },
	})
	if err != nil {
		t.Fatal(err)
	}
	out := &rig{API: api, fakes: f, token: map[access.Role]string{}}
	for _, r := range access.Roles() {
		who := access.Principal{Role: r}
		if r == access.Till || r == access.Manager {
			who.Stores = []retail.StoreID{"S012"}
		}
		out.token[r] = f.issue(t, who)
	}
	return out
}

// request is one call of a test.
type request struct {
	as     access.Role // "" nobody
	method string
	path   string
	body   string
	header map[string]string
}

func (g *rig) do(t testing.TB, q request) *httptest.ResponseRecorder {
	t.Helper()
	return g.doIn(t.Context(), t, q)
}

func (g *rig) doIn(ctx context.Context, t testing.TB, q request) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(ctx, q.method, q.path, strings.NewReader(q.body))
	if q.as != "" {
		r.Header.Set("Authorization", "Bearer "+g.token[q.as])
	}
	for k, v := range q.header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	g.Handler().ServeHTTP(w, r)
	if w.Code >= 400 && w.Code != http.StatusServiceUnavailable || w.Header().Get("Content-Type") == "application/problem+json" {
		checkProblem(t, w)
	}
	return w
}

// checkProblem holds every error to RFC 9457 and to its own status.
func checkProblem(t testing.TB, w *httptest.ResponseRecorder) {
	t.Helper()
	var p struct {
		Type, Title, Code string
		Status            int
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code || p.Type == "" || p.Title == "" || p.Code == "" ||
		w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d is no problem: %v %q %s", w.Code, err, w.Header().Get("Content-Type"), w.Body)
	}
}
