package rooms

import (
	"context"
	"math"

	"sartor/internal/console/view"
	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/model/habit"
	"sartor/internal/model/season"
	"sartor/internal/offer"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/till"
)

const (
	shownMoves = 12
	shownFresh = 5
)

// expect fills in what the models expect of a customer who allowed it.
func (p people) expect(ctx context.Context, row *db.CustomerRow, day retail.BusinessDay, out *view.Customer) error {
	sight := p.Sight()
	if row.Outlook != nil {
		out.Outlook = outlookOf(row.Outlook)
		moves, err := p.DB.Outlooks().Moves(ctx, row.ID, shownMoves)
		if err != nil {
			return err
		}
		for i := range moves {
			m := &moves[i]
			out.Outlook.Moves = append(out.Outlook.Moves, view.Move{Day: m.Day, From: m.From, State: m.State, Band: m.Band, Reason: m.Change})
		}
	}
	if row.State == nil {
		return nil
	}
	out.Fresh = p.fresh(sight, row, day)
	if sight.Snapshot != nil && sight.Snapshot.Season != nil {
		out.Seasons = seasonsOf(sight.Snapshot.Season, &row.State.Profile, sight.Catalogue, day)
	}
	return nil
}

func outlookOf(o *outlook.Outlook) *view.Outlook {
	return &view.Outlook{
		Day: o.Day, Horizon: o.Horizon, Value: view.Interval{Low: float64(o.Low), Mid: float64(o.Value), High: float64(o.High), N: int64(o.Purchases)},
		Priced: o.Spend > 0, Spend: o.Spend, Expected: o.Expected, NoPurchase: o.NoPurchase, SoonDays: o.SoonDays, Soon: o.Soon, Alive: o.Alive, AliveHolds: o.AliveHolds,
		State: o.State, Since: o.Since, Reason: o.As(), Band: o.Band,
	}
}

// fresh lists what the customer never bought and most likely will, as the basket
// of the interface does.
func (p people) fresh(sight *till.Sight, row *db.CustomerRow, day retail.BusinessDay) []view.Fresh {
	home := server.HomeOf(row)
	ctx := offer.Context{
		Store: home, Day: day, Customer: row.ID, Consent: row.Consent.Over(sight.Chain.Consent).With(customer.OffersPurpose, true), Most: shownHabits + 10*shownFresh, Outlook: row.Outlook,
	}
	shop := sight.Catalogue.Store(home)
	var out []view.Fresh
	for _, w := range offer.Basket(sight.Snapshot, &row.State.Profile, &ctx, sight.Catalogue) {
		if !w.New || len(out) == shownFresh {
			continue
		}
		fresh := view.Fresh{Product: sight.Catalogue.Product(w.Product).ID, Name: productName(sight.Catalogue, w.Product), Chance: w.Chance, Store: shop.Name}
		if w.Reason.Related != 0 {
			fresh.With = productName(sight.Catalogue, w.Reason.Related)
		}
		out = append(out, fresh)
	}
	return out
}

// seasonsOf says what is in season for the customer's type, or why nothing is.
func seasonsOf(c *season.Calendar, profile *habit.Profile, chain *retail.Catalogue, day retail.BusinessDay) *view.Seasons {
	kind, ok := c.Typology.Of(offer.SeasonCounts(profile, chain.CategoryOf))
	if !ok {
		return nil
	}
	names := categoryNames(chain)
	out := &view.Seasons{Silent: season.NotClear}
	for _, n := range c.Typology.Kinds[kind].Top {
		if name := names[n]; name != "" {
			out.Type = append(out.Type, name)
		}
	}
	now := map[int]bool{}
	for _, w := range c.InSeason(int32(day), kind) {
		now[w.Class] = true
	}
	for i, s := range c.Of(kind) {
		if i == 0 {
			out.Silent = s.Why
		}
		if s.Verdict == season.Silent || s.Class != season.Anything && names[uint32(s.Class)] == "" {
			continue
		}
		win := windowOf(s.Window(), names, day)
		win.ToCome = now[s.Class] && !win.Now
		out.Windows = append(out.Windows, win)
	}
	return out
}

// windowOf places a season on the days around today: the one that runs or comes next.
func windowOf(w season.Window, names map[uint32]string, day retail.BusinessDay) view.Season {
	year := float64(day) - season.DayOfYear(int32(day)) - 365.25 // one from last year may still run
	for year+w.Ends < float64(day) {
		year += 365.25
	}
	at := func(days float64) retail.BusinessDay { return retail.BusinessDay(math.Floor(year + days)) }
	out := view.Season{
		Begins: at(w.Begins), Peak: at(w.Peak), Ends: at(w.Ends), Times: w.Season.PeakToTrough, Customers: w.Season.Customers, Years: w.Season.Years,
		FirstSeen: w.Season.Verdict == season.FirstSighting,
	}
	out.Now = !out.FirstSeen && out.Begins <= day && day <= out.Ends
	if w.Class != season.Anything {
		out.Class = names[uint32(w.Class)]
	}
	return out
}

// categoryNames names the categories that hold goods which may be spoken of.
func categoryNames(chain *retail.Catalogue) map[uint32]string {
	out := map[uint32]string{}
	for i := range chain.Products {
		if n := chain.CategoryOf(uint32(i)); n != 0 && chain.Products[i].Restriction.Inferable() {
			out[n] = chain.Products[i].Category
		}
	}
	return out
}
