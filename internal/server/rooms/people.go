package rooms

import (
	"context"
	"math"
	"strings"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/model/habit"
	"sartor/internal/offer"
	"sartor/internal/paper"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// people reads customers and vouchers for the console.
type people struct{ *server.Chain }

const (
	shownHabits   = 20
	shownVouchers = 20
	shownTouches  = 30
)

// identifierOf guesses what somebody typed.
func identifierOf(text string) touchpoint.Customer {
	if strings.HasPrefix(text, "cus_") {
		return touchpoint.Customer{ID: text}
	}
	var out touchpoint.Customer
	for _, kind := range retail.IdentifierKinds() {
		out.Identifiers = append(out.Identifiers, retail.Identifier{Kind: kind, Value: text})
	}
	return out
}

// Customers finds by identifier, or lists some.
func (p people) Customers(ctx context.Context, scope view.Scope, page view.Page) (view.CustomerList, error) {
	out := view.CustomerList{Items: []view.CustomerRow{}}
	var ids []retail.CustomerID
	if page.Text != "" {
		id, err := p.DB.FindCustomer(ctx, identifierOf(page.Text))
		if fault.Is(err, fault.NotFound) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		ids = append(ids, id)
	} else {
		after, _ := retail.ParseCustomerID(page.Cursor) // a damaged cursor begins anew
		err := p.DB.Each(ctx, "customer.page", []any{int64(after), int64(page.Limit)}, func(scan func(...any) error) error {
			var id retail.CustomerID
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return out, err
		}
		if len(ids) == page.Limit {
			out.Next = ids[len(ids)-1].String()
		}
	}
	for _, id := range ids {
		row, err := p.DB.Customer(ctx, id)
		if err != nil {
			return out, err
		}
		if r := p.row(&row); scope.All || scope.Allows(p.DB.Catalogue().Store(p.home(&row)).ID) {
			out.Items = append(out.Items, r)
		}
	}
	out.Total = int64(len(out.Items))
	return out, nil
}

// home is where a customer shops: what was said, or what the receipts show.
func (p people) home(row *db.CustomerRow) uint32 {
	if row.HomeStore == 0 && row.State != nil {
		return row.State.Store()
	}
	return row.HomeStore
}

func (p people) row(row *db.CustomerRow) view.CustomerRow {
	chain := p.DB.Catalogue()
	shop := chain.Store(p.home(row))
	out := view.CustomerRow{ID: row.ID, Identifiers: row.Identifiers, HomeStore: shop.Name, Currency: shop.Currency}
	if s := row.State; s != nil {
		out.Receipts, out.Last = int64(s.Receipts), s.Last.At.Time()
		out.Spend = s.SpendOf(func(store uint32) bool { return chain.Store(store).Currency == shop.Currency })
	}
	return out
}

// Customer is all that is known of one.
func (p people) Customer(ctx context.Context, scope view.Scope, id retail.CustomerID) (view.Customer, error) {
	row, err := p.DB.Customer(ctx, id)
	if err != nil {
		return view.Customer{}, err
	}
	sight := p.Sight()
	home := p.home(&row)
	if !scope.All && !scope.Allows(sight.Catalogue.Store(home).ID) {
		return view.Customer{}, fault.New(fault.NotFound, "", "no such customer")
	}
	short := p.row(&row)
	out := view.Customer{
		AsOf: p.Clock(), ID: id, Identifiers: row.Identifiers, HomeStore: short.HomeStore, Currency: short.Currency,
		Receipts: short.Receipts, Spend: short.Spend, Last: short.Last, Habits: []view.Habit{}, Timeline: []view.Touch{},
		Holdout: offer.HeldOutGlobally(sight.Chain.HoldoutKey, id, sight.Chain.GlobalHoldout),
	}
	consent := row.Consent.Over(sight.Chain.Consent)
	out.Profiled = consent.Allows(customer.ProfilePurpose)
	if row.State != nil && out.Profiled {
		out.First = retail.BusinessDay(row.State.Profile.First).Time()
		out.Habits = habitsOf(sight, &row.State.Profile, habit.Visit{Store: home, Day: int32(p.Today(home))})
	}
	if out.Consent, err = p.consentRows(ctx, &row); err != nil {
		return out, err
	}
	if out.Vouchers, err = p.vouchersOf(ctx, id); err != nil {
		return out, err
	}
	return out, p.touches(ctx, &out)
}

// habitsOf lists what the customer most likely buys next.
func habitsOf(sight *till.Sight, profile *habit.Profile, at habit.Visit) []view.Habit {
	out := []view.Habit{}
	if sight.Snapshot == nil {
		return out
	}
	var scratch habit.Scratch
	for _, s := range sight.Snapshot.Model.Evaluate(profile, at, &scratch).Favourites {
		product := sight.Catalogue.Product(s.Product)
		if len(out) == shownHabits || !product.Restriction.Inferable() {
			break
		}
		h := view.Habit{
			Product: product.ID, Name: productName(sight.Catalogue, s.Product), Category: product.Category, Baskets: int64(s.Count),
			Of: int64(profile.Baskets), Last: retail.BusinessDay(at.Day - s.Idle).Time(),
			Chance: view.Interval{Low: s.Chance, Mid: s.Chance, High: s.Chance, N: int64(s.Count)},
		}
		if s.Gap > 0 {
			h.Gap = time.Duration(s.Gap) * 24 * time.Hour
			h.Due = h.Last.Add(h.Gap)
		}
		out = append(out, h)
	}
	return out
}

func (p people) consentRows(ctx context.Context, row *db.CustomerRow) ([]view.Consent, error) {
	stands, err := p.Consents(ctx, row)
	var out []view.Consent
	for _, s := range stands {
		v := view.Consent{Purpose: string(s.Purpose), Granted: s.Granted, Declared: s.Declared, Proof: s.Proof}
		if s.At != 0 { // else never asked
			v.At = s.At.Time()
		}
		out = append(out, v)
	}
	return out, err
}

func (p people) vouchersOf(ctx context.Context, id retail.CustomerID) ([]view.VoucherRow, error) {
	rows, err := p.DB.CustomerVouchers(ctx, id, shownVouchers)
	out := []view.VoucherRow{}
	for i := range rows {
		out = append(out, p.voucherRow(&rows[i]))
	}
	return out, err
}

func (p people) voucherRow(r *db.VoucherRow) view.VoucherRow {
	chain := p.DB.Catalogue()
	shop := chain.Store(r.Store)
	return view.VoucherRow{
		Code: p.Desk.CodeOf(&r.Voucher), State: r.State, Value: valueView(r.Value), Currency: shop.Currency, Promotion: r.Promotion,
		PromotionName: promotionName(p.Sight(), &r.Voucher), Product: productName(chain, r.Product), StoreName: shop.Name,
		IssuedAt: r.IssuedAt.Time(), ValidUntil: r.ValidUntil, Why: r.Why, Flag: r.Flag,
	}
}

func (p people) touches(ctx context.Context, out *view.Customer) error {
	entries, err := p.DB.Timeline(ctx, out.ID, math.MaxInt64, shownTouches)
	if err != nil {
		return err
	}
	chain := p.DB.Catalogue()
	for i := range entries {
		e := &entries[i]
		shop := chain.Store(e.Store)
		at := e.At.Time()
		touch := view.Touch{At: at, Kind: view.TouchVoid, StoreName: shop.Name, Receipt: e.Receipt, Currency: shop.Currency}
		if e.Kind == touchpoint.KindReceipt {
			packed, err := touchpoint.Unpack(e.Body, nil)
			if err != nil {
				return err
			}
			touch.Kind, touch.Till, touch.Items = view.TouchReceipt, string(packed.Till), len(packed.Lines)
			for j := range packed.Lines {
				touch.Amount += packed.Lines[j].Amount
			}
			if touch.Amount < 0 {
				touch.Kind = view.TouchReturn
			}
			local := at.In(chain.Location(e.Store))
			out.Visits[local.Weekday()][local.Hour()]++
		}
		out.Timeline = append(out.Timeline, touch)
	}
	return nil
}

// Vouchers lists the newest, or finds one by its code or alias.
func (p people) Vouchers(ctx context.Context, scope view.Scope, page view.Page) (view.VoucherList, error) {
	out := view.VoucherList{Items: []view.VoucherRow{}, Currency: p.DB.Catalogue().Store(1).Currency}
	if page.Text != "" {
		row, err := p.FindVoucher(ctx, page.Text)
		if err == nil && scope.Allows(p.DB.Catalogue().Store(row.Store).ID) {
			out.Items = append(out.Items, p.voucherRow(&row))
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			return out, err
		}
		return out, nil
	}
	all, err := p.DB.Promotions(ctx)
	if err != nil {
		return out, err
	}
	for i := range all {
		b, err := p.DB.Budget(ctx, all[i].Number)
		if err != nil {
			return out, err
		}
		out.Out, out.Worth = out.Out+b.Issued-b.Redeemed-b.Expired, out.Worth+b.Reserved
		out.Back, out.Issued = out.Back+b.Redeemed, out.Issued+b.Issued
	}
	rows, err := p.DB.NewestVouchers(ctx, page.Limit)
	for i := range rows {
		if scope.Allows(p.DB.Catalogue().Store(rows[i].Store).ID) {
			out.Items = append(out.Items, p.voucherRow(&rows[i]))
		}
	}
	return out, err
}

// Voucher is one voucher and how it came to be.
func (p people) Voucher(ctx context.Context, scope view.Scope, text string) (view.Voucher, error) {
	row, err := p.FindVoucher(ctx, text)
	if err != nil {
		return view.Voucher{}, err
	}
	chain := p.DB.Catalogue()
	if !scope.Allows(chain.Store(row.Store).ID) {
		return view.Voucher{}, fault.New(fault.NotFound, "", "no such voucher")
	}
	out := view.Voucher{
		VoucherRow: p.voucherRow(&row), Alias: till.AliasOf(&row.Voucher), Receipt: row.Receipt, Customer: row.Customer, ValidFrom: row.ValidFrom,
		RedeemedBy: row.RedeemedBy, Cost: row.RedeemedAmount, Reserved: row.Reserve, Ledger: []view.LedgerRow{},
	}
	if row.State == voucher.Redeemed {
		out.RedeemedAt, out.RedeemedIn = row.RedeemedAt.Time(), chain.Store(row.RedeemedStore).Name
	}
	if row.Customer != 0 {
		if c, err := p.DB.Customer(ctx, row.Customer); err == nil {
			out.Identifiers = c.Identifiers
		}
	}
	strip, err := p.Preview(ctx, &row, paper.Printer{Format: paper.Text, Columns: 42})
	if err != nil {
		return out, err
	}
	out.Strip = string(strip)
	if err := p.ledger(ctx, &row, &out); err != nil {
		return out, err
	}
	return out, p.trace(ctx, &row, &out)
}

func (p people) ledger(ctx context.Context, row *db.VoucherRow, out *view.Voucher) error {
	return p.DB.Each(ctx, "ledger.of_voucher", []any{int64(row.Alias), int64(row.Bucket)}, func(scan func(...any) error) error {
		var (
			l            view.LedgerRow
			seq, n, prom int64
			at           retail.Micros
		)
		err := scan(&seq, &n, &prom, &l.Why, &l.To, &l.From, &l.Amount, &at)
		l.At = at.Time()
		out.Ledger = append(out.Ledger, l)
		return err
	})
}

// trace reads the logged decision behind a voucher.
func (p people) trace(ctx context.Context, row *db.VoucherRow, out *view.Voucher) error {
	return p.DB.Each(ctx, "decision.find", []any{row.Seq, int64(row.Bucket)}, func(scan func(...any) error) error {
		var (
			decision, customerID, store, ghosts int64
			at                                  retail.Micros
			body                                []byte
		)
		if err := scan(&decision, &customerID, &store, &at, &ghosts, &body); err != nil {
			return err
		}
		d, err := offer.DecodeDecision(body)
		if err != nil {
			return err
		}
		out.Trace = view.Trace{Decision: retail.DecisionID(decision), At: at.Time(), Snapshot: d.Snapshot.String(), Considered: int(d.Counts[0])}
		for code, n := range d.Refused() {
			out.Trace.Refused = append(out.Trace.Refused, view.Refusal{Code: code, N: int(n)})
			out.Trace.Considered += int(n)
		}
		p.candidates(&d, out)
		return nil
	})
}

func (p people) candidates(d *offer.Decision, out *view.Voucher) {
	sight := p.Sight()
	name := func(number uint32) (retail.PromotionID, string) {
		if promo, ok := sight.Book.Promotion(number); ok {
			return promo.ID, promo.NameIn("en")
		}
		return "", ""
	}
	for i := range d.Choices {
		c := &d.Choices[i]
		_, called := name(c.Promotion)
		out.Trace.Candidates = append(out.Trace.Candidates, view.Candidate{
			Promotion: c.ID, PromotionName: called, Product: productName(sight.Catalogue, c.Product), Value: valueView(c.Value),
			Score: view.Interval{Low: c.Score, Mid: c.Score, High: c.Score, N: 1}, Chance: c.Chance, Propensity: c.Propensity, Chosen: c.Ghost == offer.Treated,
		})
	}
	for _, t := range d.Top {
		if t.Refusal != offer.Outranked && t.Refusal != offer.Diversity {
			continue
		}
		id, called := name(t.Promotion)
		out.Trace.Candidates = append(out.Trace.Candidates, view.Candidate{
			Promotion: id, PromotionName: called, Product: productName(sight.Catalogue, t.Product),
			Score: view.Interval{Low: t.Score, Mid: t.Score, High: t.Score, N: 1}, Reason: t.Refusal.String(),
		})
	}
}
