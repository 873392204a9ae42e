package demo

import (
	"context"
	"slices"
	"strings"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/model/lifecycle"
	"sartor/internal/offer"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/simulate/live"
	"sartor/internal/simulate/preset"
	"sartor/internal/touchpoint"
)

// How much the demo's one line of JSON lists (CONTRACTS.md 1).
const (
	mostListed         = 100
	mostVouchersListed = 50
	leastBaskets       = 5
)

// story is the chain's central promotion (SIMULATION.md 6.4): its name and goods
// are the preset's, and so is how much a voucher is worth there. Without an id
// there is none.
type story struct {
	id         retail.PromotionID
	name       string
	categories []string
	pool       []string // categories that a store may put in their place
	worth      float64  // of a voucher, against the grocery chain's
}

func storyOf(p *preset.Preset) story {
	id := "prm_" + strings.ReplaceAll(strings.ToLower(p.Recipe.Name), " ", "_")
	s := story{id: retail.PromotionID(id), name: p.Recipe.Name, categories: p.Recipe.Categories, worth: p.Response.KeepFrom / groceryKeepFrom}
	shelves := map[string]bool{} // whole departments: nobody knows yet what a store will want
	for _, name := range p.Recipe.Quick {
		shelves[p.Categories[p.Category(name)].Department] = true
	}
	for _, c := range p.Categories {
		if shelves[c.Department] || slices.Contains(s.categories, c.Name) {
			s.pool = append(s.pool, c.Name)
		}
	}
	return s
}

// frame is what head office leaves to the stores: other goods of the pool, a
// discount within a range that it looks at first, and their own words.
func (s story) frame() *promotion.Frame {
	within := func(low, high int64) promotion.Range {
		return promotion.Range{Freedom: promotion.Within, Low: low, High: high}
	}
	return &promotion.Frame{
		Discount: within(5, 20), MaxAmount: within(int64(100*s.worth), int64(400*s.worth)),
		Target:   promotion.Kinds{Freedom: promotion.Within, Kinds: []promotion.TargetKind{promotion.TargetCategory, promotion.TargetFavourite, promotion.TargetDue}},
		Products: promotion.Pool{Freedom: promotion.Within, Categories: s.pool}, Customers: promotion.Free,
		PerCustomer: within(1, 12), Texts: promotion.Free, Split: promotion.Split{Rule: promotion.SplitBySales},
		Approval: promotion.Approval{Parts: []promotion.Part{promotion.PartDiscount, promotion.PartCustomers}}, Compare: promotion.DefaultCompare,
	}
}

// groceryKeepFrom is the value in major units at which a voucher of the grocery
// chain is kept as usual.
const groceryKeepFrom = .80

// categoriesOf names what a promotion of the demo is for.
func (s story) categoriesOf(id retail.PromotionID) []string {
	if id == s.id {
		return s.categories
	}
	return nil
}

// The central promotion is head office's own: it is printed before others, and
// its first weeks are to prove something, which a tenth held out would not.
const (
	centralHoldout  = .3
	centralPriority = 10
	centralDays     = 28 // a voucher's: who comes rarely has it when they come
)

// promotionDays is how long a promotion of the demo runs after its first day.
const promotionDays = 70

// promotions are live from a day on: the personal targets, and the central
// promotion of the chain's story where it has one.
func promotions(from retail.BusinessDay, currency retail.Currency, tale story) []promotion.Promotion {
	make := func(id, name string, target promotion.Target, reward promotion.Reward) promotion.Promotion {
		return promotion.Promotion{
			ID: retail.PromotionID(id), Name: map[string]string{"en": name}, Target: target, Reward: reward,
			Starts: from, Ends: from + promotionDays, Limits: promotion.Limits{PerCustomer: 8},
			Budget:   promotion.Budget{Amount: 4_000_000, Currency: currency, ReserveShare: .3, ContingencyShare: .1},
			Stacking: promotion.StackOther, Transferable: true, Holdout: .1, ValidAfterDays: 1, VoucherDays: 14, State: promotion.Live,
		}
	}
	percent := func(p int, most retail.Minor) promotion.Reward {
		return promotion.Reward{Kind: promotion.Percent, Percent: p, MaxAmount: retail.Minor(float64(most) * tale.worth)}
	}
	list := []promotion.Promotion{
		make("prm_favourites", "Your favourites", promotion.Target{Kind: promotion.TargetFavourite}, percent(15, 200)),
		make("prm_due", "Just in time", promotion.Target{Kind: promotion.TargetDue}, percent(15, 200)),
		make("prm_back", "Back on your table", promotion.Target{Kind: promotion.TargetLapsed}, percent(25, 300)),
		make("prm_next", "Try something new", promotion.Target{Kind: promotion.TargetNext}, percent(20, 250)),
		make("prm_thanks", "Thank you", promotion.Target{Kind: promotion.TargetAnyone}, promotion.Reward{Kind: promotion.Amount, Amount: retail.Minor(50 * tale.worth)}),
	}
	if tale.id != "" {
		central := make(string(tale.id), tale.name, promotion.Target{
			Kind: promotion.TargetCategory, Categories: tale.categories,
			Values: lifecycle.Bands(), // whoever is known: paper for nobody's receipts would reach those who are held out
		}, percent(10, 300))
		central.Frame, central.Holdout, central.Priority, central.VoucherDays = tale.frame(), centralHoldout, centralPriority, centralDays
		list = slices.Insert(list, len(list)-1, central)
	}
	return list
}

// promote makes the demo's promotions.
func (s *simulation) promote(ctx context.Context) error {
	return putPromotions(ctx, s.App, promotions(s.chain.Date(s.today-TillDays), s.chain.Stores[0].Currency, s.tale))
}

func putPromotions(ctx context.Context, a *server.Chain, list []promotion.Promotion) error {
	for i := range list {
		if err := promotion.Check(list[i]); err != nil {
			return err
		}
		edit := db.Edit{Promotion: list[i], Actor: "demo", Reason: "the demo's promotions", At: retail.MicrosOf(a.Clock())}
		if _, err := a.DB.PutPromotion(ctx, edit); err != nil {
			return err
		}
	}
	return a.Refresh(ctx)
}

// emptyView holds what does not hang on how the chain came to be.
func (d *Demo) emptyView() View {
	v := View{
		URL: d.URL, SignIn: d.SignIns[0].URL, SignIns: d.SignIns, DB: d.App.URL, Tokens: d.Tokens, Seconds: time.Since(d.Start).Seconds(),
		Stores: []Store{}, Customers: []Customer{}, Products: []Product{}, Vouchers: []Voucher{},
	}
	chain := d.App.DB.Catalogue()
	for _, s := range chain.Stores {
		if s.ID != "" {
			v.Stores = append(v.Stores, Store{Store: s.ID, Name: s.Name, Kind: s.Kind, Region: s.Region})
		}
	}
	for _, p := range chain.Products {
		if len(v.Products) < mostListed && p.Listed && p.Price > 0 && p.Restriction == 0 {
			v.Products = append(v.Products, Product{Product: p.ID, Price: p.Price})
		}
	}
	return v
}

// findCustomer returns the customer behind an identifier when scripts may use
// them: known long enough, with consent, not held out of everything.
func findCustomer(ctx context.Context, a *server.Chain, who touchpoint.Customer) (Customer, bool, error) {
	id, err := a.DB.FindCustomer(ctx, who)
	if fault.Is(err, fault.NotFound) {
		return Customer{}, false, nil
	}
	if err != nil {
		return Customer{}, false, err
	}
	row, err := a.DB.Customer(ctx, id)
	if err != nil {
		return Customer{}, false, err
	}
	chain := a.Sight().Chain
	if row.State == nil || row.State.Profile.Baskets < leastBaskets || offer.HeldOutGlobally(chain.HoldoutKey, id, chain.GlobalHoldout) {
		return Customer{}, false, nil
	}
	return Customer{ID: id.String(), Card: who.Identifiers[0].Value}, true, nil
}

// fromData imports real data and runs the chain on it.
func (d *Demo) fromData(ctx context.Context) (View, error) {
	settings := server.DefaultSettings()
	settings.Name, settings.Margin = "Your chain", d.Margin
	settings.Consent, settings.ConsentProof = []string{"profile", "offers"}, "declared for the demo"
	if err := d.App.PutSettings(ctx, settings); err != nil {
		return View{}, err
	}
	d.Background(ctx)
	if err := d.importData(ctx); err != nil {
		return View{}, err
	}
	if err := d.App.CatchUp(ctx); err != nil {
		return View{}, err
	}
	if err := d.App.LearnNow(ctx); err != nil {
		return View{}, err
	}
	chain := d.App.DB.Catalogue()
	today := retail.DayOf(d.App.Clock(), chain.Location(1), retail.DefaultCut)
	list := promotions(today, chain.Store(1).Currency, story{worth: 1})
	if err := putPromotions(ctx, d.App, list); err != nil {
		return View{}, err
	}
	view := d.emptyView()
	var err error
	view.Customers, err = knownCustomers(ctx, d.App)
	return view, err
}

func (d *Demo) importData(ctx context.Context) error {
	path := d.Data.Path
	d.Line.Show(0, "Importing %s", path)
	job := intake.Job{Paths: []string{path}, Sink: d.App.Sink(), Options: intake.Options{
		Now: d.App.Clock(), Consent: []string{"profile", "offers"}, Proof: "declared for the demo",
		Progress: func(p intake.Progress) {
			if p.Total > 0 {
				d.Line.move(learnBegin*float64(p.Done)/float64(p.Total), "Importing %s: %s", path, p.Stage)
			}
		},
	}}
	result, err := intake.Run(ctx, d.Data.Format, job)
	if err == nil {
		d.Line.Show(learnBegin, "%s receipts imported; learning the habits", grouped(int(result.Receipts)))
	}
	return err
}

// knownCustomers lists customers that scripts may use, whatever points to them,
// and gives each a card of the same number: a till reads cards.
func knownCustomers(ctx context.Context, a *server.Chain) ([]Customer, error) {
	out, carded := []Customer{}, []intake.Customer{}
	ids, err := a.DB.SomeIdentifiers(ctx, 20*mostListed)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if len(out) == mostListed {
			break
		}
		c, ok, err := findCustomer(ctx, a, touchpoint.Customer{Identifiers: []retail.Identifier{id}})
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, c)
			carded = append(carded, intake.Customer{Identifiers: []retail.Identifier{id, {Kind: retail.Card, Value: id.Value}}})
		}
	}
	return out, a.Sink().Customers(ctx, carded)
}

// worthWatching shows what the director of the live tills points at.
func (d *Demo) worthWatching(e live.Event) {
	w := view.Watched{At: e.At, Kind: string(e.Kind), Text: e.Text, Code: e.Code, Promotion: e.Promotion}
	chain := d.App.DB.Catalogue()
	if number, ok := chain.StoreNumber(e.Store); ok {
		w.StoreName = chain.Store(number).Name
	}
	w.Customer, _ = retail.ParseCustomerID(e.Customer) // empty: it is about nobody
	d.Tally.Watch(w)
}
