package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/httpapi"
	"sartor/internal/model/habit"
	"sartor/internal/offer"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/stock"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// visits is what a customer who walks in is shown, and what is known of them.
type visits struct{ *server.Chain }

// Basket is what the customer, 0 for a stranger, probably buys in the store.
func (v visits) Basket(ctx context.Context, id retail.CustomerID, store retail.StoreID, most int) ([]httpapi.BasketItem, error) {
	sight := v.Sight()
	number, ok := sight.Catalogue.StoreNumber(store)
	if !ok {
		return nil, fault.New(fault.NotFound, "unknown_store", "store %q is not known", store)
	}
	octx := offer.Context{Store: number, Day: v.Today(number), Most: most, Customer: id}
	var profile *habit.Profile
	if id != 0 {
		row, err := v.DB.Customer(ctx, id)
		if err != nil {
			return nil, err
		}
		octx.Consent = row.Consent.Over(sight.Chain.Consent)
		if row.State != nil {
			profile, octx.Outlook = &row.State.Profile, row.Outlook
		}
	}
	shop := sight.Catalogue.Store(number)
	words := offer.WordsIn(v.LanguageOf(ctx, id), sight.Catalogue, &shop)
	out := []httpapi.BasketItem{}
	for _, w := range offer.Basket(sight.Snapshot, profile, &octx, sight.Catalogue) {
		out = append(out, httpapi.BasketItem{
			OnHand:  v.onHand(number, w.Product),
			Product: sight.Catalogue.Product(w.Product).ID, Score: w.Score, Chance: w.Chance, New: w.New,
			Why: words.Why(&offer.Choice{Product: w.Product, Reason: w.Reason}),
		})
	}
	return out, nil
}

// onHand is what of a product can be sold in a store; nil when it is not known.
func (v visits) onHand(store, product uint32) *retail.Quantity {
	if p := v.Shelf().Position(store, product); p.Basis != stock.Unknown {
		return &p.Available
	}
	return nil
}

// Offers are the vouchers the customer holds and can use.
func (v visits) Offers(ctx context.Context, id retail.CustomerID) ([]httpapi.HeldVoucher, error) {
	out := []httpapi.HeldVoucher{}
	rows, err := v.DB.CustomerVouchers(ctx, id, mostExported)
	if err != nil {
		return nil, err
	}
	chain := v.DB.Catalogue()
	for i := range rows {
		r := &rows[i]
		if r.State != voucher.Issued || r.ValidUntil < v.Today(r.Store) {
			continue
		}
		view := till.VoucherView{
			Code: v.Desk.CodeOf(&r.Voucher), Alias: till.AliasOf(&r.Voucher), Promotion: string(r.Promotion), Text: plainText(r.Text),
			Value: till.ViewOf(r.Value, chain), ValidFrom: r.ValidFrom.String(), ValidUntil: r.ValidUntil.String(), Why: r.Why,
		}
		if r.Product != 0 {
			view.Product = string(chain.Product(r.Product).ID)
		}
		out = append(out, httpapi.HeldVoucher{VoucherView: view, Store: chain.Store(r.Store).ID})
	}
	return out, nil
}

// mostExported bounds what one customer can have; more is a fault of the data.
const mostExported = 100_000

// Timeline lists a customer's receipts and voids, newest first.
func (v visits) Timeline(ctx context.Context, id retail.CustomerID, page httpapi.Page) ([]httpapi.TouchView, string, error) {
	before, err := momentOf(page.After)
	if err != nil {
		return nil, "", err
	}
	entries, err := v.DB.Timeline(ctx, id, before, page.Limit)
	if err != nil {
		return nil, "", err
	}
	out := make([]httpapi.TouchView, 0, len(entries))
	for i := range entries {
		t, err := v.touch(&entries[i])
		if err != nil {
			return nil, "", err
		}
		out = append(out, t)
	}
	next := ""
	if len(entries) == page.Limit {
		last := &entries[len(entries)-1]
		next = fmt.Sprintf("%d.%d", last.At, last.Position.Seq)
	}
	return out, next, nil
}

// momentOf reads the cursor of a timeline; none is its newest end.
func momentOf(cursor string) (m db.Moment, err error) {
	if cursor == "" {
		return m, nil
	}
	at, seq, _ := strings.Cut(cursor, ".")
	micros, bad := strconv.ParseInt(at, 10, 64)
	m.At = retail.Micros(micros)
	if m.Seq, err = strconv.ParseInt(seq, 10, 64); errors.Join(bad, err) != nil {
		return db.Moment{}, fault.New(fault.Malformed, "cursor", "the cursor is not one of ours; begin again without it")
	}
	return m, nil
}

func (v visits) touch(e *touchpoint.Entry) (httpapi.TouchView, error) {
	shop := v.DB.Catalogue().Store(e.Store)
	t := httpapi.TouchView{At: rfc3339(e.At), Kind: "void", Store: shop.ID, Receipt: string(e.Receipt), Currency: shop.Currency, Issued: []string{}, Redeemed: []string{}}
	if e.Kind != touchpoint.KindReceipt {
		return t, nil
	}
	p, err := touchpoint.Unpack(e.Body, nil)
	if err != nil {
		return t, err
	}
	t.Kind, t.Lines = "receipt", len(p.Lines)
	for i := range p.Lines {
		t.Amount += p.Lines[i].Amount
	}
	if t.Amount < 0 {
		t.Kind = "return"
	}
	return t, nil
}

// Export writes all that erasure would remove, and an audit row.
func (v visits) Export(ctx context.Context, id retail.CustomerID, actor string) (httpapi.ExportView, error) {
	row, err := v.DB.Customer(ctx, id)
	if err != nil {
		return httpapi.ExportView{}, err
	}
	out := httpapi.ExportView{
		Customer: id.String(), ExportedAt: rfc3339(retail.MicrosOf(v.Clock())), Profile: jsontext.Value("null"),
		Identifiers: []httpapi.IdentifierView{}, Receipts: []jsontext.Value{}, Vouchers: []httpapi.HeldText{}, Decisions: []jsontext.Value{},
	}
	for _, i := range row.Identifiers {
		out.Identifiers = append(out.Identifiers, httpapi.IdentifierView{Kind: i.Kind, Value: i.Value})
	}
	if out.Consent, err = consents(ctx, v.Chain, &row); err != nil {
		return out, err
	}
	if row.State != nil && row.Consent.Over(v.Sight().Chain.Consent).Allows(customer.ProfilePurpose) {
		if out.Profile, err = profileView(row.State, v.DB.Catalogue()); err != nil {
			return out, err
		}
	}
	if err := v.exportLearned(ctx, &row, &out); err != nil {
		return out, err
	}
	if err := v.exportRows(ctx, &row, &out); err != nil {
		return out, err
	}
	if out.Imported, err = v.imported(ctx, row.Identifiers); err != nil {
		return out, err
	}
	return out, v.DB.Audit(ctx, db.AuditRow{Actor: actor, Action: "customer.export", Object: id.String(), At: retail.MicrosOf(v.Clock())})
}

// Rights are what a person may ask of a chain, for the console.
type Rights struct{ *server.Chain }

// Dossier is what Export writes, as a file to hand over: indented JSON.
func (r Rights) Dossier(ctx context.Context, id retail.CustomerID, actor string) ([]byte, error) {
	v, err := visits(r).Export(ctx, id, actor)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(v.Whole(), "", "  ")
}

// Erase forgets a customer.
func (r Rights) Erase(ctx context.Context, id retail.CustomerID, actor string) error {
	_, err := customers(r).Erase(ctx, id, actor)
	return err
}

func (v visits) exportRows(ctx context.Context, row *db.CustomerRow, out *httpapi.ExportView) error {
	id, language := row.ID, row.Language
	entries, err := v.DB.Timeline(ctx, id, db.Moment{}, mostExported)
	if err != nil {
		return err
	}
	for i := range entries {
		if entries[i].Kind != touchpoint.KindReceipt {
			continue
		}
		text, err := describeReceipt(&entries[i], v.DB.Catalogue())
		if err != nil {
			return err
		}
		out.Receipts = append(out.Receipts, jsontext.Value(text))
	}
	held, err := v.DB.CustomerVouchers(ctx, id, mostExported)
	if err != nil {
		return err
	}
	for i := range held {
		out.Vouchers = append(out.Vouchers, httpapi.HeldText{VoucherView: vouchers(v).view(&held[i]), Text: plainText(held[i].Text), Why: held[i].Why})
	}
	return v.DB.Each(ctx, "decision.of_customer", []any{int64(id), int64(id.Bucket()), int64(mostExported)}, func(scan func(...any) error) error {
		var (
			decision, at int64
			body         []byte
		)
		if err := scan(&decision, &at, &body); err != nil {
			return err
		}
		d, err := offer.DecodeDecision(body)
		if err != nil {
			return err
		}
		text, err := json.Marshal(decisionView{
			Decision: retail.DecisionID(decision).String(), At: rfc3339(retail.Micros(at)), Choices: v.choices(&d, language), Refused: d.Refused(),
		})
		out.Decisions = append(out.Decisions, jsontext.Value(text))
		return err
	})
}

// decisionView is one decision as the person whom it was made for reads it.
type decisionView struct {
	Decision string            `json:"decision"`
	At       string            `json:"at"`
	Choices  []choiceView      `json:"choices"`
	Refused  map[string]uint32 `json:"refused"` // promotions by the reason that ruled them out
}

// choiceView is one offer of a decision.
type choiceView struct {
	Promotion  retail.PromotionID `json:"promotion"`
	Product    retail.ProductID   `json:"product,omitempty"`
	Text       string             `json:"text"`
	Why        []string           `json:"why"`
	ValidFrom  string             `json:"valid_from"`
	ValidUntil string             `json:"valid_until"`
	Chance     float64            `json:"chance"`   // that the next basket holds the product
	Score      float64            `json:"score"`    // margin that it was expected to add, minor units
	HeldOut    bool               `json:"held_out"` // by lot, so that what offers do can be measured: not given
}

func (v visits) choices(d *offer.Decision, language string) []choiceView {
	chain := v.DB.Catalogue()
	store, out := chain.Store(d.Read.Store), []choiceView{}
	words := offer.WordsIn(language, chain, &store)
	for i := range d.Choices {
		c := &d.Choices[i]
		one := choiceView{
			Promotion: c.ID, Text: words.Value(&c.Value) + ", " + words.Product(c.Product), Why: words.Why(c),
			ValidFrom: c.From.String(), ValidUntil: c.Until.String(), Chance: c.Chance, Score: c.Score, HeldOut: c.Ghost != offer.Treated,
		}
		if c.Product != 0 {
			one.Product = chain.Product(c.Product).ID
		}
		out = append(out, one)
	}
	return out
}

// imported is what another system left about the customer.
func (v visits) imported(ctx context.Context, ids []retail.Identifier) ([]jsontext.Value, error) {
	facts, err := v.DB.ForeignFacts(ctx, ids, mostExported)
	out := make([]jsontext.Value, 0, len(facts))
	for _, f := range facts {
		text, failed := json.Marshal(struct {
			Kind string          `json:"kind"`
			Fact json.RawMessage `json:"fact"`
		}{f.Kind, json.RawMessage(f.Body)})
		err = errors.Join(err, failed)
		out = append(out, text)
	}
	return out, err
}

// profileView is a profile in words of the chain.
func profileView(s *customer.State, chain *retail.Catalogue) (jsontext.Value, error) {
	type item struct {
		Product retail.ProductID `json:"product"`
		Baskets uint32           `json:"baskets"`
		First   string           `json:"first"`
		Last    string           `json:"last"`
	}
	out := struct {
		Baskets int    `json:"baskets"`
		Items   []item `json:"items"`
	}{int(s.Profile.Baskets), []item{}}
	for _, it := range s.Profile.Items {
		out.Items = append(out.Items, item{chain.Product(it.Product).ID, it.Count, retail.BusinessDay(it.First).String(), retail.BusinessDay(it.Last).String()})
	}
	return json.Marshal(out)
}
