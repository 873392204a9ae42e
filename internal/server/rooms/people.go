package rooms

import (
	"context"
	"slices"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/model/habit"
	"sartor/internal/offer"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/costly"
	"sartor/internal/stat"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// people reads customers and vouchers for the console.
type people struct {
	*server.Chain
	tally *Tally
}

const (
	shownHabits   = 20
	shownVouchers = 12
	shownTouches  = 16
	mostMaybe     = 10
	lookedAt      = 400     // entries that tell when somebody comes
	mostCounted   = 100_000 // customers; beyond it a list says "more than"
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
	} else if page.Cursor == "" && scope.All {
		ids, out.Next = p.tally.latest(scope), view.AllCustomers
	} else {
		return p.byNumber(ctx, scope, page)
	}
	if err := p.show(ctx, scope, ids, &out); err != nil {
		return out, err
	}
	return out, p.total(ctx, scope, page, &out)
}

// byNumber lists customers behind a cursor, in the order of their ids.
func (p people) byNumber(ctx context.Context, scope view.Scope, page view.Page) (out view.CustomerList, err error) {
	out.Items = []view.CustomerRow{}
	after, _ := retail.ParseCustomerID(page.Cursor) // a damaged cursor begins anew
	out.Next, err = costly.Page(ctx, p.DB, after, page.Limit, func(id retail.CustomerID) (int, error) {
		err := p.show(ctx, scope, []retail.CustomerID{id}, &out)
		return len(out.Items), err
	})
	if err != nil {
		return out, err
	}
	return out, p.total(ctx, scope, page, &out)
}

// show adds the rows of those in scope.
func (p people) show(ctx context.Context, scope view.Scope, ids []retail.CustomerID, out *view.CustomerList) error {
	for _, id := range ids {
		row, err := p.DB.Customer(ctx, id)
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Gone) {
			continue // erased since
		}
		if err != nil {
			return err
		}
		if r := p.row(&row); scope.All || scope.Allows(p.DB.Catalogue().Store(server.HomeOf(&row)).ID) {
			if r.Vouchers, err = costly.Usable(ctx, p.DB, id, shownVouchers); err != nil {
				return err
			}
			out.Items = append(out.Items, r)
		}
	}
	return nil
}

// total counts the customers a list is taken from; of some stores they are known only
// where one page shows them all.
func (p people) total(ctx context.Context, scope view.Scope, page view.Page, out *view.CustomerList) error {
	if !scope.All {
		out.Total, out.Uncounted = int64(len(out.Items)), out.Next != "" || page.Cursor != ""
		out.More = out.Uncounted
		return nil
	}
	n, _, err := p.tally.costly.Customers.Of(ctx, mostCounted+1)
	out.Total, out.More = min(n, mostCounted), n > mostCounted
	return err
}

func (p people) row(row *db.CustomerRow) view.CustomerRow {
	chain := p.DB.Catalogue()
	shop := chain.Store(server.HomeOf(row))
	out := view.CustomerRow{ID: row.ID, Standing: standingOf(row), Identifiers: row.Identifiers, HomeStore: shop.Name, Currency: shop.Currency}
	if s := row.State; s != nil {
		out.Receipts, out.Last = int64(s.Receipts), s.Last.At.Time()
		out.Spend = s.SpendOf(func(store uint32) bool { return chain.Store(store).Currency == shop.Currency })
	}
	return out
}

// standingOf is where a customer stands for whoever serves them.
func standingOf(row *db.CustomerRow) access.Standing {
	out := access.Standing{Customer: row.ID}
	if o := row.Outlook; o != nil {
		out.Band, out.State = string(o.Band), string(o.State)
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
	home := server.HomeOf(&row)
	if !scope.All && !scope.Allows(sight.Catalogue.Store(home).ID) {
		return view.Customer{}, fault.New(fault.NotFound, "", "no such customer")
	}
	short := p.row(&row)
	out := view.Customer{
		AsOf: p.Clock(), ID: id, Standing: short.Standing, Identifiers: row.Identifiers, HomeStore: short.HomeStore, Currency: short.Currency,
		Receipts: short.Receipts, Spend: short.Spend, Last: short.Last, Habits: []view.Habit{}, Timeline: []view.Touch{},
		Holdout: offer.HeldOutGlobally(sight.Chain.HoldoutKey, id, sight.Chain.GlobalHoldout),
	}
	var day retail.BusinessDay
	day, out.Ended = p.counted(&row)
	consent := row.Consent.Over(sight.Chain.Consent)
	out.Profiled = consent.Allows(customer.ProfilePurpose)
	if row.State != nil && out.Profiled {
		out.First = firstSeen(&row.State.Profile)
		out.Habits = habitsOf(sight, &row.State.Profile, habit.Visit{Store: home, Day: int32(day)})
		shelved(p.Chain, home, out.Habits)
	}
	if out.Profiled {
		if err := p.expect(ctx, &row, day, &out); err != nil {
			return out, err
		}
	}
	if out.Consent, err = p.consentRows(ctx, &row); err != nil {
		return out, err
	}
	if out.Vouchers, err = p.vouchersOf(ctx, scope, id); err != nil {
		return out, err
	}
	if out.Maybe, err = maybe(ctx, p.DB, id); err != nil {
		return out, err
	}
	if !scope.All {
		out.Maybe = slices.DeleteFunc(out.Maybe, func(m view.MaybeSame) bool { return !p.homeIn(ctx, scope, m.ID) })
	}
	return out, p.touches(ctx, &out)
}

// firstSeen is the day of the first basket; zero for who brought back all they bought.
func firstSeen(p *habit.Profile) time.Time {
	if p.Baskets == 0 {
		return time.Time{}
	}
	return retail.BusinessDay(p.First).Time()
}

// counted is the day that everything on a customer's page is counted from, as outlooks
// are: today, or the last one with receipts where the chain's ended longer ago, with its
// time. Where no receipt was seen yet, the outlook says how far they reached.
func (p people) counted(row *db.CustomerRow) (day retail.BusinessDay, ended time.Time) {
	home := server.HomeOf(row)
	day, ended = p.Today(home), p.tally.Newest()
	last := retail.DayOf(ended, p.DB.Catalogue().Location(home), p.Sight().Chain.Cut)
	if ended.IsZero() && row.Outlook != nil {
		last, ended = row.Outlook.Day, row.Outlook.Day.Time().Add(24*time.Hour-1)
	}
	if ended.IsZero() || day-last <= server.StillSells {
		return day, time.Time{}
	}
	return last, ended
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
			Chance: chanceOf(s.Chance, profile.Baskets),
		}
		if s.Gap > 0 {
			h.Gap = time.Duration(s.Gap) * 24 * time.Hour
			h.Due = h.Last.Add(h.Gap)
		}
		out = append(out, h)
	}
	return out
}

// chanceOf gives a chance the range that as many baskets as somebody has can
// hold it to (Wilson, 90 %).
func chanceOf(chance float64, baskets uint32) view.Interval {
	r := stat.Wilson(chance, float64(baskets), .9)
	return view.Interval{Low: r.Low, Mid: chance, High: r.High, N: int64(baskets)}
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

// vouchersOf lists a customer's vouchers; one of another store's has no code.
func (p people) vouchersOf(ctx context.Context, scope view.Scope, id retail.CustomerID) ([]view.VoucherRow, error) {
	rows, err := p.DB.CustomerVouchers(ctx, id, shownVouchers)
	out := []view.VoucherRow{}
	for i := range rows {
		row := p.voucherRow(&rows[i])
		if !scope.Allows(p.DB.Catalogue().Store(rows[i].Store).ID) {
			row.Code = ""
		}
		out = append(out, row)
	}
	return out, err
}

// homeIn reports whether a customer's own store is of the scope; whoever cannot be read is not.
func (p people) homeIn(ctx context.Context, scope view.Scope, id retail.CustomerID) bool {
	row, err := p.DB.Customer(ctx, id)
	return err == nil && scope.Allows(p.Sight().Catalogue.Store(server.HomeOf(&row)).ID)
}

// maybe lists whom a customer may be one with.
func maybe(ctx context.Context, d *db.DB, id retail.CustomerID) (out []view.MaybeSame, err error) {
	list, err := d.MergeProposalsOf(ctx, id, mostMaybe)
	for _, m := range list {
		out = append(out, view.MaybeSame{ID: m.Other, Identifiers: m.OtherIdentifiers, Kind: m.Kind})
	}
	return out, err
}
