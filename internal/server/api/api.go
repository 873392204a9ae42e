// Package api joins the HTTP interface to the open chain: it fulfils the ports
// of httpapi and turns rows into the shapes of CONTRACTS.md 2. Rules stay below.
package api

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/httpapi"
	"sartor/internal/httpapi/foresee"
	"sartor/internal/httpapi/gate"
	"sartor/internal/httpapi/house"
	"sartor/internal/httpapi/stock"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// Config joins the HTTP interface to the parts behind it.
func Config(c *server.Chain, version string) httpapi.Config {
	desk := c.Staff()
	return httpapi.Config{
		Desk: newMeeting(c), Vouchers: vouchers{c}, Customers: customers{c}, Visits: visits{c}, Segments: segments{c}, Promotions: promotions{c}, Versions: newVersions(c),
		Catalogue: catalogue{c}, Tokens: c.DB, Replays: replays{c.DB}, Metrics: gate.NewMetrics(version),
		Attempts: c.Desk, Version: version, Now: c.Clock, Draw: rand.Uint64,
		Rooms: slices.Concat(
			house.Ports{People: desk, Access: desk, Now: c.Clock}.Routes(),
			foresee.Ports{Forecasts: forecasts{c}}.Routes(),
			stock.Ports{Shelf: goods{c}}.Routes(),
		),
		Parts: []httpapi.Part{{Name: "database", Check: c.Check}},
	}
}

func rfc3339(at retail.Micros) string { return at.Time().Format(time.RFC3339) }

// vouchers reads and voids single vouchers.
type vouchers struct{ *server.Chain }

func (v vouchers) view(r *db.VoucherRow) httpapi.VoucherView {
	chain := v.DB.Catalogue()
	out := httpapi.VoucherView{
		Code: v.Desk.CodeOf(&r.Voucher), Alias: till.AliasOf(&r.Voucher), State: string(r.State), Promotion: string(r.Promotion),
		Value: till.ViewOf(r.Value, chain), ValidFrom: r.ValidFrom.String(), ValidUntil: r.ValidUntil.String(),
		Store: string(chain.Store(r.Store).ID), Receipt: string(r.Receipt), RedeemedBy: string(r.RedeemedBy),
	}
	if r.Product != 0 {
		out.Product = string(chain.Product(r.Product).ID)
	}
	if r.State == voucher.Issued && r.ValidUntil < v.Today(r.Store) {
		out.State = string(voucher.Expired)
	}
	return out
}

// Voucher finds one by code or alias.
func (v vouchers) Voucher(ctx context.Context, text string) (httpapi.VoucherView, error) {
	row, err := v.FindVoucher(ctx, text)
	if err != nil {
		return httpapi.VoucherView{}, err
	}
	return v.view(&row), nil
}

// VoidVoucher voids an unused voucher.
func (v vouchers) VoidVoucher(ctx context.Context, text, reason, actor string) (httpapi.VoucherView, error) {
	row, err := v.Chain.VoidVoucher(ctx, server.Undoing{Code: text, Reason: reason, Actor: actor})
	if err != nil {
		return httpapi.VoucherView{}, err
	}
	return v.view(&row), nil
}

// StoreOf returns the store of a receipt that has arrived.
func (v vouchers) StoreOf(ctx context.Context, id retail.ReceiptID) (retail.StoreID, bool, error) {
	filed, found, err := v.DB.Filed(ctx, id)
	if err != nil || !found || filed.State == till.KeyAwaited {
		return "", false, err
	}
	return v.DB.Catalogue().Store(filed.Store).ID, true, nil
}

// customers finds customers, records what they allow, and forgets them.
type customers struct{ *server.Chain }

// Find returns whom an id or identifiers name.
func (c customers) Find(ctx context.Context, who touchpoint.Customer) (retail.CustomerID, error) {
	return c.DB.FindCustomer(ctx, who)
}

// Customer shows one customer.
func (c customers) Customer(ctx context.Context, id retail.CustomerID) (httpapi.CustomerView, error) {
	row, err := c.DB.Customer(ctx, id)
	if err != nil {
		return httpapi.CustomerView{}, err
	}
	out := httpapi.CustomerView{
		Customer: row.ID.String(), Language: row.Language, HomeStore: string(c.DB.Catalogue().Store(server.HomeOf(&row)).ID), Since: rfc3339(row.Created),
	}
	for _, i := range row.Identifiers {
		out.Identifiers = append(out.Identifiers, httpapi.IdentifierView{Kind: i.Kind, Value: i.Value})
	}
	if row.State != nil {
		out.Receipts = int64(row.State.Receipts)
	}
	out.Outlook = outlookView(c.Chain, &row)
	out.Consent, err = consents(ctx, c.Chain, &row)
	return out, err
}

// consents shows where each purpose stands.
func consents(ctx context.Context, c *server.Chain, row *db.CustomerRow) ([]httpapi.ConsentView, error) {
	stands, err := c.Consents(ctx, row)
	var out []httpapi.ConsentView
	for _, s := range stands {
		v := httpapi.ConsentView{Purpose: string(s.Purpose), Granted: s.Granted, Declared: s.Declared, Proof: s.Proof}
		if s.At != 0 {
			v.At = rfc3339(s.At)
		}
		out = append(out, v)
	}
	return out, err
}

// SetConsent records an answer.
func (c customers) SetConsent(ctx context.Context, call httpapi.ConsentCall) error {
	purpose, ok := customer.ParsePurpose(call.Purpose)
	if !ok {
		return fault.AtField("/purpose", "%q is no purpose; there are profile, offers, email and analytics", call.Purpose)
	}
	return c.DB.SetConsent(ctx, call.Customer, db.ConsentAnswer{
		Purpose: purpose, Granted: call.Granted, At: call.At, Proof: call.Proof, Source: "api:" + call.Actor, Actor: call.Actor, Told: retail.MicrosOf(c.Clock()),
	})
}

// Erase forgets a customer.
func (c customers) Erase(ctx context.Context, id retail.CustomerID, actor string) (httpapi.ErasureView, error) {
	e, err := c.DB.Erase(ctx, id, actor, retail.MicrosOf(c.Clock()))
	if err == nil { // at once: a restore a moment later must know of it
		if _, behind := c.KeepErasures(ctx, -1); behind != nil {
			c.Log.Warn("the list of erasures is written again within a minute", "err", behind)
		}
	}
	return httpapi.ErasureView{Customer: id.String(), ErasedAt: rfc3339(e.At), Receipts: int64(e.Receipts), Vouchers: int64(e.Vouchers)}, err
}

// catalogue reads and changes stores and products.
type catalogue struct{ *server.Chain }

// Catalogue is what stands.
func (c catalogue) Catalogue() *retail.Catalogue { return c.DB.Catalogue() }

// PutStore makes or changes a store.
func (c catalogue) PutStore(ctx context.Context, s retail.Store, actor string) error {
	if n, ok := c.DB.Catalogue().StoreNumber(s.ID); ok {
		if s.Number = n; c.DB.Catalogue().Store(n) == s {
			return nil // it stands as it is
		}
	}
	return c.DB.PutStores(ctx, []retail.Store{s}, db.AuditRow{Actor: actor, Action: "store.put", Object: string(s.ID), Reason: s.Name, At: retail.MicrosOf(c.Clock())})
}

// PutProduct makes or changes a product.
func (c catalogue) PutProduct(ctx context.Context, p retail.Product, actor string) error {
	return c.DB.PutProducts(ctx, []retail.Product{p}, db.AuditRow{Actor: actor, Action: "product.put", Object: string(p.ID), Reason: p.Name, At: retail.MicrosOf(c.Clock())})
}

// promotions reads and edits promotions.
type promotions struct{ *server.Chain }

// Promotions lists by id.
func (p promotions) Promotions(ctx context.Context, after retail.PromotionID, most int) ([]promotion.Promotion, error) {
	all, err := p.DB.PromotionsByID(ctx, after, most)
	out := make([]promotion.Promotion, len(all))
	for i := range all {
		out[i] = all[i].Promotion
	}
	return out, err
}

// Promotion finds one.
func (p promotions) Promotion(ctx context.Context, id retail.PromotionID) (promotion.Promotion, error) {
	row, err := p.DB.Promotion(ctx, id)
	return row.Promotion, err
}

// PutPromotion writes the next version; it is live at the tills at once.
func (p promotions) PutPromotion(ctx context.Context, next promotion.Promotion, actor string) (promotion.Promotion, error) {
	row, err := p.DB.PutPromotion(ctx, db.Edit{Promotion: next, Actor: actor, Reason: "api", At: retail.MicrosOf(p.Clock())})
	if err != nil {
		return promotion.Promotion{}, err
	}
	return row.Promotion, p.Refresh(ctx)
}

// Results shows what came of a promotion so far.
func (p promotions) Results(ctx context.Context, id retail.PromotionID) (httpapi.ResultsView, error) {
	row, err := p.DB.Promotion(ctx, id)
	if err != nil {
		return httpapi.ResultsView{}, err
	}
	b, err := p.DB.Budget(ctx, row.Number)
	if err != nil {
		return httpapi.ResultsView{}, err
	}
	e, err := p.Effect(ctx, row.Number)
	if err != nil {
		return httpapi.ResultsView{}, err
	}
	out := httpapi.ResultsView{
		Promotion: id, State: row.State, AsOf: rfc3339(retail.MicrosOf(p.Clock())), Currency: row.Budget.Currency,
		Issued: b.Issued + b.Voided, Redeemed: b.Redeemed, Expired: b.Expired, Voided: b.Voided,
		Budget:  httpapi.BudgetView{Amount: b.Cap, Reserved: b.Reserved, Spent: b.Spent, Overspent: b.Overspent, Contingency: b.Contingency},
		Treated: httpapi.ArmView{Customers: int64(e.Treated)}, Holdout: httpapi.ArmView{Customers: int64(e.Held)},
	}
	if e.Spoken {
		out.Treated.Margin, out.Holdout.Margin = &e.Means[0], &e.Means[1]
		out.Uplift = &httpapi.IntervalView{Low: e.Margin.Low, Estimate: e.Estimate, High: e.Margin.High, Observations: int64(e.Treated + e.Held)}
	}
	return out, nil
}

// replays keeps answers to requests with an Idempotency-Key.
type replays struct{ *db.DB }

// Find reads a stored answer.
func (r replays) Find(ctx context.Context, credential, key string) (httpapi.Stored, bool, error) {
	s := httpapi.Stored{Credential: credential, Key: key}
	found := false
	err := r.DB.Each(ctx, "idempotency.find", []any{credential, key}, func(scan func(...any) error) error {
		found = true
		return scan(&s.Fingerprint, &s.Status, &s.Body, &s.At)
	})
	return s, found, err
}

// Put keeps an answer unless one stands.
func (r replays) Put(ctx context.Context, s httpapi.Stored) error {
	return r.DB.KeepAnswer(ctx, db.KeptAnswer{Credential: s.Credential, Key: s.Key, Fingerprint: s.Fingerprint, Status: s.Status, Body: s.Body, At: s.At})
}

// describeReceipt is a journal entry in the words of the contract.
func describeReceipt(e *touchpoint.Entry, chain *retail.Catalogue) (json.RawMessage, error) {
	p, err := touchpoint.Unpack(e.Body, nil)
	if err != nil {
		return nil, fmt.Errorf("receipt %s: %w", e.Receipt, err)
	}
	type line struct {
		Product  retail.ProductID `json:"product"`
		Quantity retail.Quantity  `json:"quantity"`
		Amount   retail.Minor     `json:"amount"`
		Discount retail.Minor     `json:"discount"`
	}
	out := struct {
		Receipt retail.ReceiptID `json:"receipt"`
		Store   retail.StoreID   `json:"store"`
		Till    retail.TillID    `json:"till"`
		At      string           `json:"at"`
		Lines   []line           `json:"lines"`
	}{e.Receipt, chain.Store(e.Store).ID, p.Till, rfc3339(e.At), []line{}}
	for i := range p.Lines {
		l := &p.Lines[i]
		out.Lines = append(out.Lines, line{chain.Product(l.Product).ID, l.Quantity, l.Amount, l.Discount})
	}
	return json.Marshal(out)
}

// plainText is a stored voucher text on one line.
func plainText(text string) string { return strings.ReplaceAll(text, "\n", " ") }
