package stage

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sartor/internal/access"
	"sartor/internal/httpapi/rollout"
	"sartor/internal/retail"
	domain "sartor/internal/rollout"
	server "sartor/internal/server/rollout"
	"sartor/internal/server/servertest"
	"sartor/internal/simulate"
	"sartor/internal/simulate/demo"
	"sartor/internal/touchpoint"
)

const pilot = 28 // days

// wanted is how much more than the chain each region truly wants the good product.
func wanted() map[string]float64 {
	return map[string]float64{"Coast": 1.9, "South": 1.2, "Midland": 1.15, "Lakes": .95, "North": .75, "Hills": .5}
}

// TestLaunch_InABrowser walks a new line from proposal to ramp on the simulated chain,
// by the keyboard alone: it is proposed, its regions stand in the order of what was
// seen of it, a pilot begins beside stores that went alike, households get to know it
// and buy it for four weeks, the readout holds what it truly added (the same days of
// the same households without it), and the next stores carry it. A product that nobody
// wants is piloted over the API beside it and stopped by the rule.
func TestLaunch_InABrowser(t *testing.T) {
	l := &launch{t: t, of: map[retail.ProductID]string{}, sold: map[retail.StoreID]map[string]float64{}, Stage: Build(t, demo.Plan{
		Preset: "grocery", Customers: 3000, Stores: 24, Days: 112, Seed: 20261122, Ahead: pilot + 10, Untailored: true,
		Latent: []simulate.Latent{
			{Category: "milk", Name: "Barista milk 1 l", Price: 259, Cost: 139, Appeal: 1.5, Adds: 1, Wanted: wanted()},
			{Category: "yogurt", Name: "Beetroot yogurt 200 g", Appeal: -1.2},
		},
	})}
	l.Sold = l.counts
	goods := l.Demo.Player.Chain().Latents()
	l.good, l.dud = goods[0], goods[1]
	for _, p := range l.Demo.Player.Chain().Products() {
		l.of[p.ID] = p.Category
	}
	without := l.without()
	l.eye = look(t, l.SignInAs(access.Marketer, ""), 1440)
	l.proposes()
	l.pilots()
	l.Sell(1) // the goods come over night
	for range pilot / 7 {
		l.Sell(7)
		l.looks()
	}
	l.reads(without)
	l.ramps()
	l.stopped()
}

// counts counts what is sold while the test plays.
func (l *launch) counts(r *touchpoint.Receipt) {
	at := l.sold[r.Store]
	if at == nil {
		at = map[string]float64{}
		l.sold[r.Store] = at
	}
	for _, line := range r.Lines {
		if g := l.of[line.Product]; g == l.good.Category {
			at[g] += line.Quantity.Units()
		}
		if line.Product == l.good.ID {
			at[string(line.Product)] += line.Quantity.Units()
		}
	}
}

// launch is one run of it.
type launch struct {
	*Stage
	eye       *eyes
	t         *testing.T
	sold      map[retail.StoreID]map[string]float64 // units by category, and of the product itself
	good, dud retail.Product
	of        map[retail.ProductID]string // categories
	stores    []retail.StoreID            // of the pilot
}

func (l *launch) id(g retail.Product) string { return "rol_" + string(g.ID) }

// looks is what a server does once a day.
func (l *launch) looks() {
	l.t.Helper()
	l.need(server.Keeper{Chain: l.Chain}.Now(l.t.Context()))
}

func (l *launch) whole(g retail.Product) (out rollout.WholeView) {
	l.t.Helper()
	l.Must("GET", "/v1/rollouts/"+l.id(g), "").Into(l.t, &out)
	return out
}

// kin are products of the same category.
func (l *launch) kin(g retail.Product) (out []retail.ProductID) {
	for _, p := range l.Demo.Player.Chain().Products() {
		if p.Category == g.Category && p.ID != g.ID && len(out) < 3 {
			out = append(out, p.ID)
		}
	}
	return out
}

// proposes types a proposal into the form, posts what was searched for, and reads where
// the product would sell: the page says it with ranges, in the order of the truth.
func (l *launch) proposes() {
	l.t.Helper()
	l.eye.open(l.Pages + "/rollouts")
	var kin []string
	for _, id := range l.kin(l.good) {
		kin = append(kin, string(id))
	}
	for _, field := range [][2]string{
		{"name", l.good.Name}, {"product", string(l.good.ID)}, {"kin", strings.Join(kin, ", ")},
		{"price", "2.49"}, {"cost", "249"}, // refused: nothing is left of the price
	} {
		l.eye.tab("#" + field[0])
		l.eye.write(field[1])
	}
	l.eye.tab("#category")
	l.eye.do(chromedp.KeyEvent(l.good.Category))
	l.eye.press("form.decide button.go")
	if said := l.eye.text("#price-wrong"); said == "" || read[string](l.eye, `document.querySelector("#name").value`) != l.good.Name {
		l.t.Errorf("a cost above the price is answered with %q: %s", said, l.eye.text("main"))
	}
	l.eye.tab("#price")
	l.eye.write(amount(l.good.Price))
	l.eye.tab("#cost")
	l.eye.write(amount(l.good.Cost))
	l.eye.press("form.decide button.go")
	if l.eye.at() != "/rollouts/"+l.id(l.good) {
		l.t.Fatalf("proposed, and on %s: %s", l.eye.at(), l.eye.text("main"))
	}
	l.searched(l.good)
	l.looks()
	l.eye.open(l.Pages + "/rollouts/" + l.id(l.good))
	l.eye.shot("rollout-proposed")
	whole, page := l.whole(l.good), l.eye.text("main")
	if len(whole.Regions) != len(wanted()) {
		l.t.Fatalf("%d regions: %+v", len(whole.Regions), whole.Regions)
	}
	truth, held := l.everywhere(), 0
	for _, g := range whole.Regions {
		l.t.Logf("%s %.2f (%.2f to %.2f), in truth %.2f", g.Region, g.Index.Estimate, g.Index.Low, g.Index.High, truth[g.Region])
		if words := fmt.Sprintf("%s %.1f ×%.1f–%.1f", g.Region, g.Index.Estimate, g.Index.Low, g.Index.High); !strings.Contains(page, words) {
			l.t.Errorf("the page lacks %q: %s", words, page)
		}
		if truth[g.Region] >= g.Index.Low && truth[g.Region] <= g.Index.High {
			held++
		}
	}
	// Nine in ten ranges are to hold; fewer than half of six do by chance never.
	if best, least := whole.Regions[0].Region, whole.Regions[len(whole.Regions)-1].Region; held < len(truth)/2 || truth[best] <= truth[least] {
		l.t.Errorf("%d of %d ranges hold the truth; %s is first with %.2f, %s last with %.2f", held, len(truth), best, truth[best], least, truth[least])
	}
}

// amount writes an amount as people do.
func amount(m retail.Minor) string { return fmt.Sprintf("%d.%02d", m/100, m%100) }

// searched posts what was searched for and not found, as much as it is wanted.
func (l *launch) searched(g retail.Product) {
	l.t.Helper()
	var notes []rollout.NoteBody
	for region, theta := range wanted() {
		notes = append(notes, rollout.NoteBody{ID: "web " + region, Source: domain.FromSearch, Region: region, Count: int(math.Round(100 * theta))})
	}
	body, err := json.Marshal(map[string]any{"notes": notes})
	l.need(err)
	l.Must("POST", "/v1/rollouts/"+l.id(g)+"/evidence", string(body))
}

// pilots begins the pilot that the page proposes with one key, and the one of the dud
// over the API.
func (l *launch) pilots() {
	l.t.Helper()
	next := l.whole(l.good).Next
	if next == nil || len(next.Stores) < domain.LeastPairs {
		l.t.Fatalf("no pilot is proposed: %s", l.eye.text("main"))
	}
	pairs := l.eye.text("section:has(#pairs)")
	for _, p := range next.Stores {
		l.stores = append(l.stores, p.Store)
		for _, id := range append(p.Controls, p.Store) {
			if name := l.name(id); !strings.Contains(pairs, name) {
				l.t.Errorf("the pairs lack %s: %s", name, pairs)
			}
		}
	}
	l.eye.press(`button[name="do"][value="approve"]`)
	l.looks()
	l.eye.open(l.Pages + "/rollouts/" + l.id(l.good))
	l.eye.shot("rollout-pilot")
	if got := l.whole(l.good); got.State != domain.Piloting || len(got.Stages) != 1 || len(got.Stages[0].Stores) != len(l.stores) {
		l.t.Fatalf("the pilot was begun: %+v", got.View)
	}
	if _, shown := l.shown(`button[name="do"][value="approve"]`); shown {
		l.t.Error("the next stage is offered on the first day")
	}
	plan, err := json.Marshal(map[string]any{"id": l.id(l.dud), "plan": map[string]any{
		"name": l.dud.Name, "product": l.dud.ID, "category": l.dud.Category, "kin": l.kin(l.dud), "price": l.dud.Price, "cost": l.dud.Cost,
		"gates": map[string]any{"min_margin": 500, "stop_alone": true},
	}})
	l.need(err)
	l.Must("POST", "/v1/rollouts", string(plan))
	l.looks()
	l.Must("POST", "/v1/rollouts/"+l.id(l.dud)+"/approve", `{}`)
	l.need(l.Demo.Launch(l.t.Context()))
}

// shown is what an element of the page says, and whether there is one.
func (l *launch) shown(selector string) (string, bool) {
	l.t.Helper()
	return l.eye.text(selector), read[bool](l.eye, `!!document.querySelector('`+selector+`')`)
}

func (l *launch) name(id retail.StoreID) string {
	for _, s := range l.View.Stores {
		if s.Store == id {
			return s.Name
		}
	}
	return string(id)
}

// world plays the pilot's days of the same households apart from Sartor, with a
// product in every store or nowhere, and hands over each receipt.
func (l *launch) world(product retail.ProductID, hear func(*touchpoint.Receipt)) {
	l.t.Helper()
	until := l.Demo.Today + 1 + pilot
	s, err := l.Demo.Player.Chain().Closed(l.t.Context(), l.Demo.Today, until, simulate.Supply{})
	l.need(err)
	for _, store := range l.Demo.Player.Chain().Stores {
		if product != "" {
			s.Launch(product, store.ID, 50)
		}
	}
	for {
		v, ok := s.Next()
		if !ok {
			return
		}
		if !v.PaymentFails && !v.VoidedLater {
			hear(&v.Receipt)
		}
		s.Answer(v, simulate.Answer{Silent: true})
	}
}

// without is what each store sells of the good product's category when it is nowhere.
func (l *launch) without() map[retail.StoreID]float64 {
	out := map[retail.StoreID]float64{}
	l.world("", func(r *touchpoint.Receipt) {
		for _, line := range r.Lines {
			if l.of[line.Product] == l.good.Category {
				out[r.Store] += line.Quantity.Units()
			}
		}
	})
	return out
}

// everywhere is how much more than the chain each region buys of the good product
// when all stores have it.
func (l *launch) everywhere() map[string]float64 {
	own, all, ownSum, sum := map[string]float64{}, map[string]float64{}, 0.0, 0.0
	region := map[retail.StoreID]string{}
	for _, s := range l.View.Stores {
		if s.Kind != retail.Online {
			region[s.Store] = s.Region
		}
	}
	l.world(l.good.ID, func(r *touchpoint.Receipt) {
		at, walked := region[r.Store]
		for _, line := range r.Lines {
			n := line.Quantity.Units()
			if !walked {
				continue
			}
			if all[at], sum = all[at]+n, sum+n; line.Product == l.good.ID {
				own[at], ownSum = own[at]+n, ownSum+n
			}
		}
	})
	for at := range own {
		own[at] *= sum / all[at] / ownSum
	}
	return own
}

// reads compares what the page says of the pilot with what is true.
func (l *launch) reads(without map[retail.StoreID]float64) {
	l.t.Helper()
	var r rollout.ReadoutView
	l.Must("GET", "/v1/rollouts/"+l.id(l.good)+"/readout", "").Into(l.t, &r)
	if r.Weeks != pilot/7 || r.Added == nil || r.Margin == nil || r.Sold == nil {
		l.t.Fatalf("after %d days: %+v", pilot, r)
	}
	truth, sold := l.added(without)
	l.t.Logf("a store and week: %.1f sold, %.1f in truth; %+.1f of its category (%.1f to %.1f), %+.1f in truth; margin %.0f (%.0f to %.0f)",
		r.Sold.Estimate, sold, r.Added.Estimate, r.Added.Low, r.Added.High, truth, r.Margin.Estimate, r.Margin.Low, r.Margin.High)
	// The range is to hold the truth nine times in ten; half as wide again it does in
	// all but a hundredth of chains, and seeds are fixed.
	wider := (r.Added.High - r.Added.Low) / 4
	if truth < r.Added.Low-wider || truth > r.Added.High+wider || truth <= 0 {
		l.t.Errorf("%+.1f (%.1f to %.1f) of its category a store and week, in truth %+.1f", r.Added.Estimate, r.Added.Low, r.Added.High, truth)
	}
	if math.Abs(r.Sold.Estimate-sold) > .02*sold+.1 {
		l.t.Errorf("%.1f sold a store and week, in truth %.1f", r.Sold.Estimate, sold)
	}
	l.eye.open(l.Pages + "/rollouts/" + l.id(l.good))
	l.eye.shot("rollout-read")
	checks := l.eye.text("section:has(#checks)")
	for _, word := range []string{"4 weeks", fmt.Sprintf("%.0f", r.Sold.Estimate)} {
		if !strings.Contains(checks, word) {
			l.t.Errorf("what the pilot changed lacks %q: %s", word, checks)
		}
	}
}

// added is what the pilot's stores truly sold more of the category, and of the product
// itself, a store and week.
func (l *launch) added(without map[retail.StoreID]float64) (more, sold float64) {
	l.t.Helper()
	per := float64(len(l.stores)) * pilot / 7
	for _, id := range l.stores {
		more += (l.sold[id][l.good.Category] - without[id]) / per
		sold += l.sold[id][string(l.good.ID)] / per
	}
	return more, sold
}

// ramps lets the next stores carry it: with one key when the gates are open, which
// after four weeks they are.
func (l *launch) ramps() {
	l.t.Helper()
	whole := l.whole(l.good)
	if whole.Advice != domain.Go || whole.Next == nil {
		l.t.Fatalf("after four weeks of a product that truly adds: %s %v, next %+v", whole.Advice, whole.Why, whole.Next)
	}
	l.eye.press(`button[name="do"][value="approve"]`)
	l.looks()
	l.eye.open(l.Pages + "/rollouts/" + l.id(l.good))
	l.eye.shot("rollout-ramp")
	after := l.whole(l.good)
	if after.State != domain.Ramping || len(after.Stages) != 2 {
		l.t.Fatalf("the next stage was begun: %+v", after.View)
	}
	l.need(l.Demo.Launch(l.t.Context()))
	l.Sell(4)
	for _, p := range after.Stages[1].Stores {
		if p.Opening <= 0 || l.sold[p.Store][string(l.good.ID)] <= 0 {
			l.t.Errorf("%s was given %d and sold %v of it", p.Store, p.Opening, l.sold[p.Store][string(l.good.ID)])
		}
	}
}

// stopped: the rule took back what nobody wants, and says so.
func (l *launch) stopped() {
	l.t.Helper()
	whole := l.whole(l.dud)
	a := l.Do(servertest.Call{As: access.Planner, Method: http.MethodGet, Path: "/v1/rollouts/" + l.id(l.dud) + "/history"})
	if whole.State != domain.Stopped || !a.Has(`"actor":"`+domain.ByRule+`"`, `"do":"stop"`) {
		l.t.Errorf("what nobody wants is %s (%s %v): %s", whole.State, whole.Advice, whole.Why, a.Body)
	}
	l.eye.open(l.Pages + "/rollouts/" + l.id(l.dud))
	if said := l.eye.text("main"); !strings.Contains(said, "It was stopped") || !strings.Contains(said, "the stop rule") {
		l.t.Errorf("the page of what was stopped says %q", said)
	}
}
