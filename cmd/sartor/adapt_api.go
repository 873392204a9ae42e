package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/httpapi"
	"sartor/internal/paper"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// apiConfig joins the HTTP interface to the parts behind it.
func apiConfig(a *app, metrics *httpapi.Metrics) httpapi.Config {
	return httpapi.Config{
		Desk: a.desk, Vouchers: apiVouchers{a}, Customers: apiCustomers{a}, Visits: apiVisits{a}, Promotions: apiPromotions{a},
		Catalogue: a.db, Tokens: a.db, Replays: apiReplays{a.db}, Metrics: metrics, Version: version, Now: a.clock, Draw: rand.Uint64,
		Parts: []httpapi.Part{
			{Name: "database", Check: func(ctx context.Context) error {
				if err := a.db.Broken(); err != nil {
					return err
				}
				_, err := a.db.Setting(ctx, chainSetting)
				return err
			}},
		},
	}
}

func newMetrics() *httpapi.Metrics {
	return httpapi.NewMetrics(prometheus.NewRegistry(), version)
}

func rfc3339(at retail.Micros) string { return at.Time().Format(time.RFC3339) }

// apiVouchers reads and voids single vouchers.
type apiVouchers struct{ *app }

func (v apiVouchers) find(ctx context.Context, text string) (db.VoucherRow, error) {
	ref, ok := v.desk.RefOf(text)
	if !ok { // the same look-up, so that time does not tell a typing error
		ref = till.Ref{Bucket: -1}
	}
	return v.db.Voucher(ctx, ref)
}

func (v apiVouchers) view(r *db.VoucherRow) httpapi.VoucherView {
	chain := v.db.Catalogue()
	out := httpapi.VoucherView{
		Code: v.desk.CodeOf(&r.Voucher), Alias: till.AliasOf(&r.Voucher), State: string(r.State), Promotion: string(r.Promotion),
		Value: till.ViewOf(r.Value, chain), ValidFrom: r.ValidFrom.String(), ValidUntil: r.ValidUntil.String(),
		Store: string(chain.Store(r.Store).ID), Receipt: string(r.Receipt), RedeemedBy: string(r.RedeemedBy),
	}
	if r.Product != 0 {
		out.Product = string(chain.Product(r.Product).ID)
	}
	if r.State == voucher.Issued && r.ValidUntil < v.today(r.Store) {
		out.State = string(voucher.Expired)
	}
	return out
}

// today is a store's business day.
func (a *app) today(store uint32) retail.BusinessDay {
	return retail.DayOf(a.clock(), a.db.Catalogue().Location(store), a.sights.current().Chain.Cut)
}

// Voucher finds one by code or alias.
func (v apiVouchers) Voucher(ctx context.Context, text string) (httpapi.VoucherView, error) {
	row, err := v.find(ctx, text)
	if err != nil {
		return httpapi.VoucherView{}, err
	}
	return v.view(&row), nil
}

// Strip renders what was printed once more and writes an audit row.
func (v apiVouchers) Strip(ctx context.Context, text string, print paper.Printer, actor string) ([]byte, error) {
	row, err := v.find(ctx, text)
	if err != nil {
		return nil, err
	}
	if err := v.db.Audit(ctx, db.AuditRow{Actor: actor, Action: "voucher.reprint", Object: till.AliasOf(&row.Voucher), At: retail.MicrosOf(v.clock())}); err != nil {
		return nil, err
	}
	return v.desk.Reprint(row.Voucher, till.Printed{Text: row.Text, Why: row.Why}, v.languageOf(ctx, row.Customer), print)
}

// languageOf is a customer's language, or the chain's.
func (a *app) languageOf(ctx context.Context, id retail.CustomerID) string {
	if id != 0 {
		if row, err := a.db.Customer(ctx, id); err == nil && row.Language != "" {
			return row.Language
		}
	}
	return a.sights.current().Chain.Language
}

// VoidVoucher voids an unused voucher.
func (v apiVouchers) VoidVoucher(ctx context.Context, text, reason, actor string) (httpapi.VoucherView, error) {
	row, err := v.find(ctx, text)
	if err != nil {
		return httpapi.VoucherView{}, err
	}
	if row.State == voucher.Issued {
		if _, err := v.db.VoidVoucher(ctx, row.Voucher, actor, reason, retail.MicrosOf(v.clock())); err != nil {
			return httpapi.VoucherView{}, err
		}
		if row, err = v.find(ctx, text); err != nil {
			return httpapi.VoucherView{}, err
		}
	}
	if row.State != voucher.Voided {
		return httpapi.VoucherView{}, fault.New(fault.Conflict, "not_unused", "the voucher is %s; only an unused one can be voided", row.State)
	}
	return v.view(&row), nil
}

// StoreOf returns the store of a receipt that has arrived.
func (v apiVouchers) StoreOf(ctx context.Context, id retail.ReceiptID) (retail.StoreID, bool, error) {
	filed, found, err := v.db.Filed(ctx, id)
	if err != nil || !found || filed.State == till.KeyAwaited {
		return "", false, err
	}
	return v.db.Catalogue().Store(filed.Store).ID, true, nil
}

// apiCustomers finds customers, records what they allow, and forgets them.
type apiCustomers struct{ *app }

// Find returns whom an id or identifiers name.
func (c apiCustomers) Find(ctx context.Context, who touchpoint.Customer) (retail.CustomerID, error) {
	return c.db.FindCustomer(ctx, who)
}

// Customer shows one customer.
func (c apiCustomers) Customer(ctx context.Context, id retail.CustomerID) (httpapi.CustomerView, error) {
	row, err := c.db.Customer(ctx, id)
	if err != nil {
		return httpapi.CustomerView{}, err
	}
	out := httpapi.CustomerView{
		Customer: row.ID.String(), Language: row.Language, HomeStore: string(c.db.Catalogue().Store(row.HomeStore).ID), Since: rfc3339(row.Created),
	}
	for _, i := range row.Identifiers {
		out.Identifiers = append(out.Identifiers, httpapi.IdentifierView{Kind: i.Kind, Value: i.Value})
	}
	if row.State != nil {
		out.Receipts = int64(row.State.Receipts)
	}
	out.Consent, err = c.consents(ctx, &row)
	return out, err
}

// consents shows where each purpose stands.
func (a *app) consents(ctx context.Context, row *db.CustomerRow) ([]httpapi.ConsentView, error) {
	history, err := a.db.ConsentHistory(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	stands := row.Consent.Over(a.sights.current().Chain.Consent)
	var out []httpapi.ConsentView
	for _, p := range customer.Purposes() {
		v := httpapi.ConsentView{Purpose: string(p), Granted: stands.Allows(p), Declared: !row.Consent.Answered(p)}
		for _, h := range history {
			if h.Purpose == p {
				v.At, v.Proof = rfc3339(h.At), h.Proof
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// SetConsent records an answer.
func (c apiCustomers) SetConsent(ctx context.Context, call httpapi.ConsentCall) error {
	purpose, ok := customer.ParsePurpose(call.Purpose)
	if !ok {
		return fault.AtField("/purpose", "%q is no purpose; there are profile, offers, email and analytics", call.Purpose)
	}
	return c.db.SetConsent(ctx, call.Customer, db.ConsentAnswer{
		Purpose: purpose, Granted: call.Granted, At: call.At, Proof: call.Proof, Source: "api:" + call.Actor,
	})
}

// Erase forgets a customer.
func (c apiCustomers) Erase(ctx context.Context, id retail.CustomerID, actor string) (httpapi.ErasureView, error) {
	e, err := c.db.Erase(ctx, id, actor, retail.MicrosOf(c.clock()))
	return httpapi.ErasureView{Customer: id.String(), ErasedAt: rfc3339(e.At), Receipts: int64(e.Receipts), Vouchers: int64(e.Vouchers)}, err
}

// apiPromotions reads and edits promotions.
type apiPromotions struct{ *app }

// Promotions lists by id.
func (p apiPromotions) Promotions(ctx context.Context, after retail.PromotionID, most int) ([]promotion.Promotion, error) {
	all, err := p.db.PromotionsByID(ctx, after, most)
	out := make([]promotion.Promotion, len(all))
	for i := range all {
		out[i] = all[i].Promotion
	}
	return out, err
}

// Promotion finds one.
func (p apiPromotions) Promotion(ctx context.Context, id retail.PromotionID) (promotion.Promotion, error) {
	row, err := p.db.Promotion(ctx, id)
	return row.Promotion, err
}

// PutPromotion writes the next version; it is live at the tills at once.
func (p apiPromotions) PutPromotion(ctx context.Context, next promotion.Promotion, actor string) (promotion.Promotion, error) {
	row, err := p.db.PutPromotion(ctx, db.Edit{Promotion: next, Actor: actor, Reason: "api", At: retail.MicrosOf(p.clock())})
	if err != nil {
		return promotion.Promotion{}, err
	}
	return row.Promotion, p.sights.refresh(ctx)
}

// Results shows what came of a promotion so far.
func (p apiPromotions) Results(ctx context.Context, id retail.PromotionID) (httpapi.ResultsView, error) {
	row, err := p.db.Promotion(ctx, id)
	if err != nil {
		return httpapi.ResultsView{}, err
	}
	b, err := p.db.Budget(ctx, row.Number)
	if err != nil {
		return httpapi.ResultsView{}, err
	}
	return httpapi.ResultsView{
		Promotion: id, State: row.State, AsOf: rfc3339(retail.MicrosOf(p.clock())), Currency: row.Budget.Currency,
		Issued: b.Issued + b.Voided, Redeemed: b.Redeemed, Expired: b.Expired, Voided: b.Voided,
		Budget: httpapi.BudgetView{Amount: b.Cap, Reserved: b.Reserved, Spent: b.Spent, Overspent: b.Overspent, Contingency: b.Contingency},
	}, nil
}

// apiReplays keeps answers to requests with an Idempotency-Key.
type apiReplays struct{ db *db.DB }

// Find reads a stored answer.
func (r apiReplays) Find(ctx context.Context, credential, key string) (httpapi.Stored, bool, error) {
	s := httpapi.Stored{Credential: credential, Key: key}
	found := false
	err := r.db.Each(ctx, "idempotency.find", []any{credential, key}, func(scan func(...any) error) error {
		found = true
		return scan(&s.Fingerprint, &s.Status, &s.Body, &s.At)
	})
	return s, found, err
}

// Put keeps an answer unless one stands.
func (r apiReplays) Put(ctx context.Context, s httpapi.Stored) error {
	return r.db.KeepAnswer(ctx, db.KeptAnswer{Credential: s.Credential, Key: s.Key, Fingerprint: s.Fingerprint, Status: s.Status, Body: s.Body, At: s.At})
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
