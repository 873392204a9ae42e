package proof

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/learn"
	"sartor/internal/learn/extract"
	"sartor/internal/offer"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/simulate"
	"sartor/internal/simulate/preset"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// The chain of the proof: half a year as facts, then twelve days at the tills.
const (
	households = 1200
	stores     = 3
	pastDays   = 170
	tillDays   = 12
)

// town is a simulated chain that runs on Sartor.
type town struct {
	*db.DB
	chain    *simulate.Chain
	truth    simulate.Truth
	desk     *till.Desk
	sight    *till.Sight
	now      time.Time                    // of the visit at the till
	receipts []visit                      // closed at the tills, in order
	average  map[retail.ProductID]float64 // how much a household likes a product on average
}

// visit is one receipt that the till closed.
type visit struct {
	receipt retail.ReceiptID
	answer  till.Answer
}

func newTown(t *testing.T) *town {
	t.Helper()
	grocery, err := preset.Grocery()
	need(t, err)
	origin := simulate.MondayOnOrBefore(retail.Day(2026, 1, 1))
	chain, err := simulate.New(simulate.World{
		Seed: simulate.OneSeed(23), Preset: grocery, Origin: origin, Zone: time.UTC,
		Scale: simulate.Scale{Households: households, Stores: stores, Days: pastDays + tillDays},
	})
	need(t, err)
	w := &town{chain: chain, truth: chain.Truth()}
	w.now = chain.Date(pastDays).Time()
	w.DB, err = db.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "proof.db"))
	need(t, err)
	t.Cleanup(func() { need(t, w.Close()) })
	w.settle(t)
	w.file(t)
	w.learn(t)
	w.open(t)
	w.play(t)
	return w
}

func need(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// settle makes stores, products and card holders.
func (w *town) settle(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	need(t, w.PutStores(ctx, w.chain.Stores))
	need(t, w.PutProducts(ctx, w.chain.Products()))
	var list []intake.Customer
	for _, m := range w.chain.Members(pastDays + tillDays) {
		c := intake.Customer{HomeStore: m.Home, Language: m.Language, Consent: intake.Consent{Basis: intake.Answer, Proof: "membership form"}}
		for _, card := range m.Cards {
			c.Identifiers = append(c.Identifiers, retail.Identifier{Kind: retail.Card, Value: card})
		}
		for purpose, granted := range map[string]bool{"profile": m.Consent.Profile, "offers": m.Consent.Offers} {
			if granted {
				c.Consent.Purposes = append(c.Consent.Purposes, purpose)
			}
		}
		list = append(list, c)
	}
	need(t, w.Customers(ctx, list))
	w.sight = &till.Sight{
		Catalogue: w.Catalogue(), Terms: func(uint32, int64) (*voucher.Terms, bool) { return nil, false },
		Chain: till.Chain{
			Name: "Osmund", Language: "en", MostVouchers: 2, Cut: retail.DefaultCut, HoldoutKey: []byte("a key for the proof"),
		},
	}
	draws := rand.New(rand.NewPCG(5, 6))
	w.desk = till.New(till.Parts{
		Store: w.DB, Sight: func() *till.Sight { return w.sight }, Codes: code.NewRing(code.Keys{}),
		Clock: func() time.Time { return w.now }, Draw: draws.Uint64,
	})
}

// file files the past, as an import would, and lets the folds follow.
func (w *town) file(t *testing.T) {
	t.Helper()
	batch := make([]till.Call, 0, 1000)
	flush := func() {
		results, err := w.desk.Facts(t.Context(), batch)
		need(t, err)
		for i := range results {
			need(t, results[i].Err)
		}
		batch = batch[:0]
	}
	for r := range w.chain.History(t.Context(), 0, pastDays) {
		if batch = append(batch, till.Call{Receipt: r}); len(batch) == cap(batch) {
			flush()
		}
	}
	flush()
	w.follow(t)
}

func (w *town) follow(t *testing.T) {
	t.Helper()
	for more := true; more; {
		var err error
		more, err = w.Follow(t.Context(), w.sight.Chain.Consent)
		need(t, err)
	}
}

func (w *town) history() db.History { return db.History{DB: w.DB, Declared: w.sight.Chain.Consent} }

// learn learns the habits and lets the snapshot stand.
func (w *town) learn(t *testing.T) {
	t.Helper()
	end, err := w.Harvest().End(t.Context())
	need(t, err)
	result, err := learn.Run(t.Context(), learn.Task{
		History: w.history(), Spans: extract.Cut(end.Through, touchpoint.Position{}, end.Newest, 1), Chain: w.Catalogue(), Workers: 2, Now: time.Now,
	})
	need(t, err)
	report, err := json.Marshal(result.Report)
	need(t, err)
	id := retail.SnapshotID(4711)
	need(t, w.PutSnapshot(t.Context(), db.SnapshotRow{
		ID: id, Created: retail.MicrosOf(w.now), State: "standing", Receipts: result.Report.Receipts, Report: string(report), Body: result.Body,
	}, 0))
	w.sight.Snapshot = w.kept(t, id)
	t.Logf("learned from %d receipts of %d customers: Recall@10 %.3f, popular products %.3f", result.Report.Receipts, result.Report.Customers,
		result.Report.Own.Recall.Value, result.Report.Scores[len(result.Report.Scores)-1].Recall.Value)
}

// kept reads a snapshot back from the database.
func (w *town) kept(t *testing.T, id retail.SnapshotID) *offer.Snapshot {
	t.Helper()
	row, err := w.Snapshot(t.Context(), id)
	need(t, err)
	models, _, err := learn.Load(row.Body, row.Report)
	need(t, err)
	return &offer.Snapshot{ID: id, Created: row.Created, Model: models.Habit}
}

// promotions are the personal ones, in the order of the chain's preference, and
// one for anyone.
func promotions(from retail.BusinessDay, currency retail.Currency) []promotion.Promotion {
	one := func(id string, kind promotion.TargetKind) promotion.Promotion {
		return promotion.Promotion{
			ID: retail.PromotionID("prm_" + id), Name: map[string]string{"en": id}, Target: promotion.Target{Kind: kind},
			Reward: promotion.Reward{Kind: promotion.Percent, Percent: 15, MaxAmount: 200}, Starts: from, Ends: from + 70,
			Budget:   promotion.Budget{Amount: 100_000_000, Currency: currency, ReserveShare: .3, ContingencyShare: .1},
			Stacking: promotion.StackOther, Transferable: true, ValidAfterDays: 1, VoucherDays: 14, State: promotion.Live,
		}
	}
	thanks := one("thanks", promotion.TargetAnyone)
	thanks.Holdout = .1 // ids are random: a lot on what is measured would make the figures so
	thanks.Reward = promotion.Reward{Kind: promotion.Amount, Amount: 50}
	return []promotion.Promotion{
		one("favourite", promotion.TargetFavourite), one("due", promotion.TargetDue), one("lapsed", promotion.TargetLapsed),
		one("next", promotion.TargetNext), thanks,
	}
}

// open makes the promotions and the book of the tills.
func (w *town) open(t *testing.T) {
	t.Helper()
	for _, p := range promotions(w.chain.Date(pastDays), w.chain.Stores[0].Currency) {
		need(t, promotion.Check(p))
		_, err := w.PutPromotion(t.Context(), db.Edit{Promotion: p, Actor: "proof", Reason: "proof", At: retail.MicrosOf(w.now)})
		need(t, err)
	}
	w.sight.Book = w.book(t, func(p promotion.Promotion) promotion.Promotion { return p })
}

// book compiles the promotions that stand in the database.
func (w *town) book(t *testing.T, change func(promotion.Promotion) promotion.Promotion) *offer.Book {
	t.Helper()
	all, err := w.Promotions(t.Context())
	need(t, err)
	live := make([]offer.Numbered, len(all))
	for i := range all {
		live[i] = offer.Numbered{Number: all[i].Number, Promotion: change(all[i].Promotion)}
	}
	return offer.NewBook(live, w.Catalogue(), offer.DefaultMargin)
}

// play closes the last days at the tills; the folds follow every night.
func (w *town) play(t *testing.T) {
	t.Helper()
	session, err := w.chain.Session(t.Context(), pastDays, pastDays+tillDays)
	need(t, err)
	day := pastDays
	for {
		v, ok := session.Next()
		if !ok {
			break
		}
		if v.Day != day {
			day = v.Day
			w.follow(t)
		}
		v.Receipt.Vouchers = nil // what was redeemed is not this proof's business
		session.Answer(v, w.close(t.Context(), t, &v))
	}
	w.follow(t)
}

func (w *town) close(ctx context.Context, t *testing.T, v *simulate.Visit) simulate.Answer {
	t.Helper()
	w.now = v.Receipt.At.Time()
	reply, err := w.desk.Close(ctx, till.Call{Receipt: v.Receipt, Wait: time.Minute})
	if fault.Is(err, fault.Conflict) {
		return simulate.Answer{Silent: true}
	}
	need(t, err)
	out := visit{receipt: v.Receipt.ID}
	need(t, json.Unmarshal(reply.Body, &out.answer))
	w.receipts = append(w.receipts, out)
	return simulate.Answer{}
}

// decision reads what was logged for a receipt.
func (w *town) decision(t *testing.T, id retail.ReceiptID) (offer.Decision, []byte) {
	t.Helper()
	filed, found, err := w.Filed(t.Context(), id)
	need(t, err)
	var body []byte
	err = w.Each(t.Context(), "decision.find", []any{filed.Seq, int64(filed.Bucket())}, func(scan func(...any) error) error {
		var decision, customerID, store, at, ghosts int64
		return scan(&decision, &customerID, &store, &at, &ghosts, &body)
	})
	need(t, err)
	if !found || body == nil {
		t.Fatalf("receipt %s has no decision", id)
	}
	d, err := offer.DecodeDecision(body)
	need(t, err)
	return d, body
}

// decisions calls fn for each decision about somebody with a profile.
func (w *town) decisions(t *testing.T, fn func(v *visit, d *offer.Decision)) {
	t.Helper()
	for i := range w.receipts {
		v := &w.receipts[i]
		if v.answer.Decision == "" {
			continue
		}
		d, _ := w.decision(t, v.receipt)
		if d.Read.Customer != 0 && d.Read.Consent.Allows(customer.ProfilePurpose) && len(d.Read.Profile) > 0 {
			fn(v, &d)
		}
	}
}
