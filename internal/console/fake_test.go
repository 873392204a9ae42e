package console

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"sync"
	"sync/atomic"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// now is the moment of all tests: a Thursday afternoon.
func now() time.Time { return time.Date(2026, 10, 15, 12, 32, 9, 0, time.UTC) }

func day(y int, m time.Month, d int) retail.BusinessDay { return retail.Day(y, m, d) }

// hostile is what a name may hold.
const hostile = `<script>alert("x")</script> & 'quoted'`

const (
	known    = retail.CustomerID(7<<20 | 417)
	third    = retail.CustomerID(11<<20 | 5)
	silent   = retail.CustomerID(9<<20 | 22) // no consent to profile
	codeOne  = "Q6P5-RW53-V60T"
	codeUsed = "7K2M-9DXR-41HC"
	codeBare = "B3N8-00TS-KQWA" // its decision is no longer kept
	idSoup   = retail.PromotionID("prm_pantry")
	idThin   = retail.PromotionID("prm_oat")
	idOver   = retail.PromotionID("prm_coffee")
	storeBra = retail.StoreID("S012")
	storeCor = retail.StoreID("S020")
)

// iv is an interval of n observations.
func iv(low, mid, high float64, n int64) view.Interval {
	return view.Interval{Low: low, Mid: mid, High: high, N: n}
}

// budget is where a promotion's money stands.
func budget(most, reserved, spent, contingency retail.Minor) view.Budget {
	return view.Budget{Cap: most, Reserved: reserved, Spent: spent, Contingency: contingency}
}

// fake is every interface the console needs, in memory. Empty answers with
// nothing at all, as on the first day.
type fake struct {
	mu    sync.Mutex
	Empty bool
	Fail  error
	idle  bool     // nothing lies on the bench
	calls []string // commands that ran
	saved map[string][]view.Saved

	spoken  atomic.Value               // the language Today was last asked for in
	figured atomic.Pointer[view.Scope] // the last scope whose figures were asked for
}

func (f *fake) note(s string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, s)
	return f.Fail
}

func (f *fake) ran() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string{}, f.calls...)
}

// Figures are those of Today, as an open page gets them.
func (f *fake) Figures(scope view.Scope) view.Figures {
	f.figured.Store(&scope)
	return view.Figures{
		Newest: now().Add(-2 * time.Second), Currency: "EUR", Sales: 119_034_512, Receipts: 41_320, Named: 30_164,
		Issued: 18_204, Redeemed: 2_431, Given: 4_118_50, Minute: 146,
	}
}

func (f *fake) Today(ctx context.Context, scope view.Scope) (view.Today, error) {
	f.spoken.Store(view.Language(ctx))
	if f.Empty {
		return view.Today{Day: day(2026, 10, 15), Currency: "EUR"}, f.Fail
	}
	v := view.Today{
		AsOf: now().Add(-2 * time.Second), Day: day(2026, 10, 15), Stores: 48, Currency: "EUR", Sales: 119_034_512, Receipts: 41_320, Named: 30_164,
		Issued: 18_204, Redeemed: 2_431, Given: 4_118_50, Live: 6, Leads: view.Leading{Promotion: idSoup, Name: "Autumn pantry", Issued: 1_204}, Budget: view.Budget{Cap: 48_000_000, Reserved: 6_120_000, Spent: 23_100_000, Contingency: 4_100_000},
		Minutes: []int64{112, 118, 121, 115, 109, 104, 111, 119, 126, 131, 128, 133, 139, 134, 129, 127, 132, 138, 141, 136, 140, 147, 151, 149, 144, 140, 143, 148, 150, 146},
		Bench: []view.BenchItem{
			{Kind: view.BenchFlop, At: now().Add(-4 * time.Hour), Promotion: idSoup, Name: "Autumn pantry", Currency: "EUR", Cost: iv(-120, 410, 940, 1200), By: day(2026, 10, 31).Time(), Group: "urban", GroupBy: "kind", Than: "suburban", Here: iv(-.04, .03, .1, 800), There: iv(.38, .48, .6, 900), Swap: "ready meals"},
			{Kind: view.BenchOrders, At: now().Add(-8 * time.Hour), By: now().Add(time.Hour), Currency: "EUR", Count: 14, Moves: 5, Worth: iv(4_400, 6_100, 8_800, 14), Cost: iv(183, 254, 367, 14)},
			{Kind: view.BenchRollout, At: now().Add(-5 * time.Hour), Currency: "EUR", Name: "Paprika hummus", Rollout: "rol_draft", Advice: "go", Why: []string{"margin_proven"}, Count: 8, Worth: iv(1_000_000, 1_910_000, 2_950_000, 24), Cost: iv(114, 218, 336, 24)},
			{Kind: view.BenchRisk, At: now(), Currency: "EUR", Count: 38, Worth: iv(440_000, 980_000, 1_610_000, 38), Cost: iv(50, 110, 190, 6)},
			{Kind: view.BenchLate, At: now().Add(-3 * time.Hour), By: now(), Store: storeBra, StoreName: hostile, Count: 1},
			{Kind: view.BenchApproval, At: now().Add(-26 * time.Hour), By: now().Add(-2 * time.Hour), Promotion: idSoup, Name: "Autumn pantry", Store: storeCor, StoreName: "Corvale", Note: hostile},
			{Kind: view.BenchSpent, At: now(), By: now().Add(5 * time.Hour), Promotion: idThin, Name: "Oat drink", Amount: 12_000, Currency: "EUR", Share: .93},
			{Kind: view.BenchOverdrawn, At: now().Add(-3 * time.Hour), Promotion: idOver, Name: "Coffee morning", Amount: 18_420, Currency: "EUR"},
			{Kind: view.BenchTwice, At: now().Add(-26 * time.Hour), Promotion: idSoup, Name: "Autumn pantry", Amount: 150, Currency: "EUR", Code: codeUsed, StoreName: "Garrow"},
			{Kind: view.BenchClosed, At: now().Add(-time.Hour), Promotion: idSoup, Name: "Autumn pantry"},
			{Kind: view.BenchMerge, At: now().Add(-2 * time.Hour), Pair: [2]view.MaybeSame{
				{ID: known, Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "2600000014417"}}, Kind: retail.Email},
				{ID: third, Identifiers: []retail.Identifier{{Kind: retail.Account, Value: "17850"}}, Kind: retail.Email},
			}},
			{Kind: view.BenchRefused, At: now().Add(-12 * time.Hour), Snapshot: "snp_2c", Score: iv(.171, .176, .181, 9000), Standing: iv(.189, .194, .199, 9000)},
		},
	}
	v.Watch = []view.Watched{
		{At: now().Add(-time.Minute), StoreName: "Brackwater", Kind: "already_redeemed", Text: "A used voucher is tried again and refused.", Code: codeUsed},
		{At: now().Add(-2 * time.Minute), StoreName: "Corvale", Kind: "consent_withdrawn", Text: "Consent is withdrawn at the desk.", Customer: known},
		{At: now().Add(-3 * time.Minute), StoreName: hostile, Text: hostile},
	}
	sold := []float64{64, 122, 163, 181, 186, 177, 163, 86}
	usual := []float64{62, 118, 158, 176, 181, 172, 158, 161, 172, 194, 213, 198, 146, 88}
	for i, u := range usual {
		h := view.HourSales{Hour: 7 + i, Usual: iv(u*90_000, u*100_000, u*110_000, 8)}
		if i < len(sold) {
			h.Elapsed, h.Sold, h.Receipts = 1, retail.Minor(sold[i]*100_000), int64(sold[i]*35)
		}
		if i == len(sold)-1 {
			h.Elapsed = .53
		}
		v.Hours = append(v.Hours, h)
	}
	if !scope.All {
		v.Stores = len(scope.Stores)
	}
	if f.idle {
		v.Bench = nil
	}
	return v, f.Fail
}

func (f *fake) Ticks(_ context.Context, scope view.Scope, n int) ([]view.Tick, error) {
	if f.Empty {
		return nil, f.Fail
	}
	all := []view.Tick{
		{Seq: 107, Store: storeBra, StoreName: "Brackwater", Kind: view.TickPrinted, Voucher: view.Value{Kind: promotion.Amount, Amount: 150}, Product: "Oat drink", Code: codeOne},
		{Seq: 106, Store: storeCor, StoreName: "Corvale", Kind: view.TickUsed, Voucher: view.Value{Kind: promotion.Percent, Percent: 15, MaxAmount: 300}, Product: "Lentil soup", Code: codeUsed},
		{Seq: 105, Store: storeBra, StoreName: "Yarrow", Kind: view.TickSilent},
		{Seq: 104, Store: storeBra, StoreName: "Merrow", Kind: view.TickPrinted, Voucher: view.Value{Kind: promotion.Amount, Amount: 120}, Product: "Filter coffee", More: 1, Code: codeBare},
		{Seq: 103, Store: storeBra, StoreName: "Eastholm", Kind: view.TickVoided},
		{Seq: 102, Store: storeBra, StoreName: "Thornby", Kind: view.TickUsed, Voucher: view.Value{Kind: promotion.FreeItem}, Product: "Rye roll", Code: codeUsed},
		{Seq: 101, Store: storeBra, StoreName: hostile, Kind: view.TickPrinted, Voucher: view.Value{Kind: promotion.Points, Points: 200}, Product: hostile, Code: codeOne},
	}
	var out []view.Tick
	for i, t := range all {
		t.At, t.Currency = now().Add(-time.Duration(i)*700*time.Millisecond), "EUR"
		if scope.Allows(t.Store) && len(out) < n {
			out = append(out, t)
		}
	}
	return out, f.Fail
}

func (f *fake) Customers(_ context.Context, scope view.Scope, page view.Page) (view.CustomerList, error) {
	if f.Empty {
		return view.CustomerList{}, f.Fail
	}
	rows := []view.CustomerRow{
		{ID: known, Standing: access.Standing{Customer: known, Band: "high", State: "loyal"}, Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "2600000014417"}}, HomeStore: "Brackwater", Receipts: 214, Spend: 214_050, Currency: "EUR", Last: now().Add(-12 * time.Minute), Vouchers: 2},
		{ID: silent, Standing: access.Standing{Customer: silent, Band: "low", State: "at_risk"}, Identifiers: []retail.Identifier{{Kind: retail.Email, Value: "marit@example.org"}}, HomeStore: hostile, Currency: "EUR"}, // no profile is kept
		{ID: third, Standing: access.Standing{Customer: third, Band: "middle", State: "loyal"}, Identifiers: []retail.Identifier{{Kind: retail.Account, Value: "17850"}}, HomeStore: "Corvale", Receipts: 61, Spend: 88_900, Currency: "EUR", Last: now().Add(-9 * 24 * time.Hour), Vouchers: 1},
	}
	if page.Text == "" {
		return view.CustomerList{Items: rows, Next: "c2", Total: 162_800, Uncounted: !scope.All}, f.Fail
	}
	for _, r := range rows {
		if page.Text == r.Identifiers[0].Value || page.Text == r.ID.String() {
			return view.CustomerList{Items: []view.CustomerRow{r}, Total: 162_800}, f.Fail
		}
	}
	return view.CustomerList{Total: 162_800}, f.Fail
}

func (f *fake) Customer(_ context.Context, scope view.Scope, id retail.CustomerID) (view.Customer, error) {
	if !scope.Allows(storeBra) {
		return view.Customer{}, fault.New(fault.NotFound, "", "")
	}
	switch id {
	case known:
		v := knownCustomer()
		if !scope.All {
			v.Timeline = v.Timeline[:3]
		}
		for i := range v.Vouchers {
			if !scope.All && v.Vouchers[i].StoreName != "Brackwater" {
				v.Vouchers[i].Code = ""
			}
		}
		return v, f.Fail
	case silent:
		return view.Customer{
			AsOf: now(), ID: silent, Standing: access.Standing{Customer: silent, Band: "low", State: "at_risk"}, Identifiers: []retail.Identifier{{Kind: retail.Email, Value: "marit@example.org"}}, HomeStore: hostile, Currency: "EUR",
			First: now().Add(-40 * 24 * time.Hour), Last: now().Add(-30 * time.Hour), Receipts: 3, Spend: 4_120,
			Consent: []view.Consent{{Purpose: "profile"}, {Purpose: "offers", Granted: true, Declared: true}, {Purpose: "email"}, {Purpose: "analytics"}},
		}, f.Fail
	}
	if id == third {
		return view.Customer{AsOf: now(), ID: third, Standing: access.Standing{Customer: third, Band: "middle", State: "loyal"}, Identifiers: []retail.Identifier{{Kind: retail.Account, Value: "17850"}}, Currency: "EUR"}, f.Fail
	}
	return view.Customer{}, fault.New(fault.NotFound, "", "")
}

// manyReceipts are more than a page shows.
const manyReceipts = 40

func (f *fake) Receipts(ctx context.Context, scope view.Scope, id retail.CustomerID, each func(view.Touch) error) error {
	v, err := f.Customer(ctx, scope, id)
	for i := range v.Timeline {
		if x := v.Timeline[i]; err == nil && x.StoreName != "" {
			err = each(x)
		}
	}
	for i := range manyReceipts {
		if err == nil {
			err = each(view.Touch{At: v.First.Add(-days(float64(i))), Kind: view.TouchReceipt, StoreName: "Brackwater", Receipt: retail.ReceiptID(fmt.Sprint("S012-T04-", i)), Amount: 100, Currency: "EUR"})
		}
	}
	return err
}

func days(n float64) time.Duration { return time.Duration(n * 24 * float64(time.Hour)) }

func knownCustomer() view.Customer {
	v := view.Customer{
		AsOf: now(), ID: known, Standing: access.Standing{Customer: known, Band: "high", State: "loyal"}, Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "2600000014417"}, {Kind: retail.Email, Value: "solheim@example.org"}},
		HomeStore: "Brackwater", Currency: "EUR", First: time.Date(2025, 3, 2, 10, 0, 0, 0, time.UTC), Last: now().Add(-12 * time.Minute),
		Receipts: 214, Spend: 841_277, Profiled: true, Vouchers: fakeVouchers(),
		Consent: []view.Consent{
			{Purpose: "profile", Granted: true, At: time.Date(2025, 3, 2, 10, 0, 0, 0, time.UTC), Proof: "loyalty terms v7"},
			{Purpose: "offers", Granted: true, Declared: true, Proof: "loyalty terms v7"},
			{Purpose: "email", At: time.Date(2026, 6, 18, 8, 0, 0, 0, time.UTC), Proof: "preference page"},
			{Purpose: "analytics"},
		},
	}
	v.Outlook = &view.Outlook{
		Day: day(2026, 10, 12), Horizon: 365, Value: view.Interval{Low: 162_000, Mid: 214_000, High: 279_000, N: 214}, Priced: true, Spend: 3_930, Expected: 54.4,
		NoPurchase: .02, SoonDays: 28, Soon: .94, Alive: .97, AliveHolds: true, State: lifecycle.Loyal, Since: day(2026, 7, 3), Reason: outlook.Change{Gap: 5}, Band: lifecycle.High,
		Moves: []view.Move{
			{Day: day(2026, 7, 3), From: lifecycle.WonBack, State: lifecycle.Loyal, Band: lifecycle.High, Reason: outlook.Change{Gap: 5, Idle: 2}},
			{Day: day(2026, 5, 20), From: lifecycle.Lapsed, State: lifecycle.WonBack, Band: lifecycle.Middle, Reason: outlook.Change{Rule: lifecycle.Returned}},
			{Day: day(2026, 5, 2), From: lifecycle.AtRisk, State: lifecycle.Lapsed, Band: lifecycle.Middle, Reason: outlook.Change{Rule: lifecycle.Silence, Idle: 61, Gap: 5, Left: 412}},
			{Day: day(2026, 3, 1), State: lifecycle.New, Band: lifecycle.Middle, Reason: outlook.Change{Rule: lifecycle.FirstPurchase}},
		},
	}
	v.Fresh = []view.Fresh{{Product: "p9", Name: "Decaf beans 500 g", Chance: .06, With: "Ground coffee, dark 500 g"}, {Product: "p8", Name: hostile, Chance: .03, Store: "Brackwater"}}
	v.Seasons = &view.Seasons{Type: []string{"coffee", "soup"}, Windows: []view.Season{
		{Class: "soup", Begins: day(2026, 10, 1), Peak: day(2026, 12, 20), Ends: day(2027, 3, 9), Times: 2.4, Customers: 312, Years: 3, Now: true},
		{Begins: day(2026, 11, 10), Peak: day(2026, 12, 23), Ends: day(2027, 1, 5), Times: 1.6, Customers: 1204, Years: 1, FirstSeen: true},
	}}
	none := int64(0)
	for _, h := range []struct {
		name       string
		k          int64
		p, lo, hi  float64
		gap, since float64
	}{
		{"Ground coffee, dark 500 g", 12, .78, .70, .85, 16, 17.5}, {"Oat drink, barista 1 l", 15, .71, .62, .79, 8, 7}, {"Rye loaf, sliced", 11, .64, .55, .72, 7, 6},
		{"Butter, salted 250 g", 8, .41, .33, .50, 14, 3}, {hostile, 4, .22, .15, .31, 30, 95}, {"Chickpeas, tin", 1, .08, .03, .15, 0, 40},
	} {
		last := now().Add(-days(h.since))
		habit := view.Habit{Product: "p", Name: h.name, Baskets: h.k, Of: 16, Chance: iv(h.lo, h.p, h.hi, 16), Gap: days(h.gap), Last: last}
		if h.gap > 0 {
			habit.Due = last.Add(habit.Gap)
		}
		if h.name == "Rye loaf, sliced" {
			habit.OnHand = &none
		}
		v.Habits = append(v.Habits, habit)
	}
	for hour, n := range map[int]int64{17: 31, 18: 36, 19: 18, 12: 4, 16: 7} {
		v.Visits[3][hour] = n
	}
	for hour, n := range map[int]int64{9: 18, 10: 26, 11: 12, 8: 5} {
		v.Visits[6][hour] = n
	}
	v.Timeline = []view.Touch{
		{At: now().Add(-12 * time.Minute), Kind: view.TouchReceipt, StoreName: "Brackwater", Till: "T04", Receipt: "S012-T04-0881", Amount: 4130, Currency: "EUR", Items: 9, Printed: 1},
		{At: now().Add(-6 * 24 * time.Hour), Kind: view.TouchReceipt, StoreName: "Brackwater", Till: "T02", Amount: 2285, Currency: "EUR", Items: 5, Used: 1},
		{At: now().Add(-9 * 24 * time.Hour), Kind: view.TouchGranted, Purpose: "profile"},
		{At: now().Add(-12 * 24 * time.Hour), Kind: view.TouchReturn, StoreName: hostile, Till: "T02", Amount: -299, Currency: "EUR", Items: 1},
		{At: now().Add(-12 * 24 * time.Hour), Kind: view.TouchVoid, StoreName: "Brackwater"},
		{At: now().Add(-20 * 24 * time.Hour), Kind: view.TouchWithdrew, Purpose: "email"},
		{At: now().Add(-21 * 24 * time.Hour), Kind: view.TouchVoided, Code: codeUsed},
		{At: now().Add(-29 * 24 * time.Hour), Kind: view.TouchExpired, Code: codeBare},
	}
	return v
}

func (f *fake) VoidVoucher(_ context.Context, a view.Actor, code string) error {
	return f.note("void " + code + " by " + a.Staff + ": " + a.Reason)
}

func (f *fake) Reprint(_ context.Context, a view.Actor, code string) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		return nil, err
	}
	return b.Bytes(), f.note("reprint " + code + " by " + a.Staff)
}

func (f *fake) SetConsent(_ context.Context, a view.Actor, s view.SetConsent) error {
	word := "withdraw "
	if s.Granted {
		word = "grant "
	}
	return f.note(word + s.Purpose + " for " + s.Customer.String() + " by " + a.Staff + ", " + s.Proof)
}

func (f *fake) SetPromotionState(_ context.Context, a view.Actor, id retail.PromotionID, s promotion.State) error {
	return f.note(string(s) + " " + string(id) + " by " + a.Staff)
}

func (f *fake) StandAgain(_ context.Context, a view.Actor, snapshot string) error {
	return f.note("stand again " + snapshot + " by " + a.Staff)
}

// CustomersSeen logs a list.
func (f *fake) CustomersSeen(_ context.Context, a view.Actor, ids []retail.CustomerID) error {
	return f.note(fmt.Sprintf("listed %d by %s", len(ids), a.Staff))
}

func (f *fake) CustomerSeen(_ context.Context, a view.Actor, id retail.CustomerID) error {
	return f.note("seen " + id.String() + " by " + a.Staff)
}

func (f *fake) SignIn(_ context.Context, login string, password access.Password) (access.Principal, error) {
	if password != access.NewPassword("a long enough one") {
		return access.Principal{}, fault.New(fault.Unknown, "bad_sign_in", "secret detail")
	}
	return principal(access.Role(login)), f.Fail
}

func (f *fake) OpenLink(_ context.Context, token string) (access.Principal, error) {
	if token == "einmal" {
		who := principal(access.Owner)
		who.Language = "de"
		return who, nil
	}
	if token != "once" {
		return access.Principal{}, fault.New(fault.Unknown, "bad_link", "")
	}
	return principal(access.Owner), f.Fail
}

func principal(role access.Role) access.Principal {
	p := access.Principal{ID: "stf_" + string(role), Name: "Mara Osmund", Role: role}
	if role == access.Manager {
		p.Stores = []retail.StoreID{storeBra}
	}
	return p
}

// sessions keeps sessions in memory.
type sessions struct {
	mu   sync.Mutex
	rows map[string]web.Session
}

func (m *sessions) CreateSession(_ context.Context, s web.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows[string(s.Hash)] = s
	return nil
}

func (m *sessions) FindSession(_ context.Context, hash []byte) (web.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.rows[string(hash)]
	if !ok {
		return web.Session{}, fault.New(fault.NotFound, "", "")
	}
	return s, nil
}

func (m *sessions) TouchSession(context.Context, []byte, retail.Micros) error { return nil }

func (m *sessions) EndSession(_ context.Context, hash []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.rows, string(hash))
	return nil
}
