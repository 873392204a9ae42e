package rollout_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/retail"
	domain "sartor/internal/rollout"
	"sartor/internal/server/rollout"
	"sartor/internal/server/servertest"
)

// town is a chain of twelve stores in three regions whose truth is known: what every
// store sells, how much more the coast wants of something new, and what it takes from
// others. Receipts are posted as facts, a day of a store at a time.
type town struct {
	*servertest.Shop
	t     *testing.T
	rng   *rand.Rand
	day   time.Time
	new   map[string]float64 // units a day of a new product in a store of the mean taste
	since map[string]map[retail.StoreID]bool
	n     int
}

func places() []string { return []string{"coast", "midland", "hills"} }

func taste(store int) float64 { return []float64{1.7, 1, .5}[store%3] }

func storeID(n int) retail.StoreID { return retail.StoreID(fmt.Sprintf("S%03d", n+1)) }

// newTown has sold for so many weeks.
func newTown(t *testing.T, weeks int) *town {
	t.Helper()
	c := &town{Shop: servertest.Open(t), t: t, rng: rand.New(rand.NewPCG(4, 2)), new: map[string]float64{}, since: map[string]map[retail.StoreID]bool{}}
	c.NobodyHeldOut()
	if err := c.DeclareConsent(t.Context(), []string{"profile", "offers"}, "terms of the test"); err != nil {
		t.Fatal(err)
	}
	for n := range 12 {
		c.Must("PUT", "/v1/stores/"+string(storeID(n)), fmt.Sprintf(`{"name":"Store %d","region":%q,"kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`, n+1, places()[n%3]))
	}
	for _, of := range [][2]string{{"dip", "dips"}, {"guacamole", "dips"}, {"bread", "bread"}, {"hummus", "dips"}, {"dud", "dips"}} {
		c.Must("PUT", "/v1/products/"+of[0], fmt.Sprintf(`{"name":%q,"category":%q,"price":300,"cost":200}`, of[0], of[1]))
	}
	c.day = servertest.Opening().AddDate(0, 0, -7*weeks)
	c.pass(weeks)
	return c
}

// pass sells for some weeks and turns the clock to their end.
func (c *town) pass(weeks int) {
	for range 7 * weeks {
		var lines strings.Builder
		weather := math.Exp(.08 * c.rng.NormFloat64())
		for n := range 12 {
			c.store(&lines, n, weather)
		}
		c.until()
		c.post(lines.String())
		c.day = c.day.AddDate(0, 0, 1)
	}
	c.until()
	if err := c.CatchUp(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

// until turns the clock on to the day that is next.
func (c *town) until() {
	if late := c.day.Sub(c.Now()); late > 0 {
		c.Wait(late)
	}
}

// store writes one day of a store: one anonymous receipt of what it sold, and those of
// card holders who try what is new.
func (c *town) store(out *strings.Builder, n int, weather float64) {
	noise := func() float64 { return weather * math.Exp(.06*c.rng.NormFloat64()) * (1 + .1*float64(n%4)) }
	count := func(mean float64) int { return int(math.Round(max(mean+math.Sqrt(mean)*c.rng.NormFloat64(), 1))) }
	dips, own := count(30*noise()*math.Sqrt(taste(n))), ""
	for _, id := range []string{"hummus", "dud"} {
		mean := c.new[id]
		if !c.since[id][storeID(n)] {
			continue
		}
		units := count(mean * noise() * taste(n))
		if mean < 1 && c.rng.Float64() > mean {
			continue
		}
		dips = max(dips-units/4, 1) // a quarter of it is taken from other dips
		own = fmt.Sprintf(`,{"product":%q,"quantity":%d,"amount":%d}`, id, units-1, 300*(units-1))
		if units < 2 {
			own = ""
		}
		c.sale(out, n, fmt.Sprintf(`{"product":%q,"quantity":1,"amount":300}`, id), fmt.Sprintf(`"customer":{"card":"26%011d"},`, n*1000+c.rng.IntN(40)))
	}
	c.sale(out, n, fmt.Sprintf(`{"product":"bread","quantity":%d,"amount":%d},{"product":"dip","quantity":%d,"amount":%d},{"product":"guacamole","quantity":%d,"amount":%d}%s`,
		count(200*noise()), 30000, dips, 300*dips, count(25*weather), 7500, own), "")
}

func (c *town) sale(out *strings.Builder, n int, lines, who string) {
	c.n++
	fmt.Fprintf(out, `{"receipt":"R%08d","store":%q,"till":"T1","at":%q,"currency":"EUR",%s"lines":[%s]}`+"\n", c.n, storeID(n), c.day.Format(time.RFC3339), who, lines)
}

func (c *town) post(body string) {
	c.t.Helper()
	a := c.Do(servertest.Call{As: access.Owner, Path: "/v1/receipts", Body: body, Header: map[string]string{"Content-Type": "application/x-ndjson"}})
	if a.Status != 200 || !a.Has(`"refused_total":0`) {
		c.t.Fatalf("%d %s", a.Status, a.Body)
	}
}

type shown struct {
	State  string
	Advice string
	Why    []string
	Basis  string
	Stages []struct {
		Stores []struct{ Store retail.StoreID }
	}
	Regions []struct{ Region string }
	Next    *struct {
		Share  float64
		Stores []struct{ Store retail.StoreID }
	}
}

func (c *town) read(id string) (out shown) {
	c.t.Helper()
	if err := (rollout.Keeper{Chain: c.Chain}).Now(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	c.Must("GET", "/v1/rollouts/"+id, "").Into(c.t, &out)
	return out
}

// approve takes the next step and stocks the stores.
func (c *town) approve(id, product string) shown {
	c.t.Helper()
	c.Must("POST", "/v1/rollouts/"+id+"/approve", `{}`)
	out := c.read(id)
	if c.since[product] == nil {
		c.since[product] = map[retail.StoreID]bool{}
	}
	for _, stage := range out.Stages {
		for _, s := range stage.Stores {
			c.since[product][s.Store] = true
		}
	}
	return out
}

func (c *town) propose(id, product string) shown {
	c.t.Helper()
	c.Must("POST", "/v1/rollouts", fmt.Sprintf(`{"id":%q,"plan":{"name":%q,"product":%q,"category":"dips","kin":["dip"],"price":300,"cost":200,"gates":{"pilot_stores":6,"stop_alone":true}}}`, id, product, product))
	var notes []string
	for n, place := range places() {
		notes = append(notes, fmt.Sprintf(`{"id":"web-%d","source":"search","region":%q,"count":%d}`, n, place, int(80*taste(n))))
	}
	body := `{"notes":[` + strings.Join(notes, ",") + `]}`
	if a := c.Must("POST", "/v1/rollouts/"+id+"/evidence", body); !a.Has(`"accepted":3`) {
		c.t.Error(a.Body)
	}
	if a := c.Must("POST", "/v1/rollouts/"+id+"/evidence", body); !a.Has(`"accepted":0`, `"duplicates":3`) {
		c.t.Errorf("posted twice: %s", a.Body)
	}
	return c.read(id)
}

// TestStory_OverTheAPI: a product that is wanted is proposed, piloted where demand is
// highest too, read with its true effect in the range, ramped and done; one that nobody
// wants is stopped by the rule before it leaves its pilot.
func TestStory_OverTheAPI(t *testing.T) {
	t.Parallel()
	c := newTown(t, 30)
	c.new["hummus"] = 12
	draft := c.propose("rol_hummus", "hummus")
	if draft.State != "draft" || draft.Advice != "go" || draft.Regions[0].Region != "coast" || draft.Regions[2].Region != "hills" || draft.Basis != "kin" || len(draft.Next.Stores) != 6 {
		t.Fatalf("proposed %+v", draft)
	}
	c.approve("rol_hummus", "hummus")
	if a := c.Do(servertest.Call{As: access.Marketer, Path: "/v1/rollouts/rol_hummus/approve", Body: `{}`}); a.Status != 409 || !a.Has("gate_shut", "too_early") {
		t.Errorf("the next stage on the same day: %d %s", a.Status, a.Body)
	}
	c.pass(4)
	c.truth()
	if now := c.read("rol_hummus"); now.State != "reading" || now.Advice != "go" || now.Basis != "sold" || now.Next == nil {
		t.Fatalf("after four weeks: %+v", now)
	}
	c.approve("rol_hummus", "hummus")
	c.new["dud"] = .3
	c.propose("rol_dud", "dud")
	for range 2 {
		if now := c.read("rol_hummus"); now.State != "ramp" {
			t.Errorf("in the ramp: %+v", now)
		}
		c.pass(4)
		c.read("rol_hummus")
		if now := c.approve("rol_hummus", "hummus"); now.State == "done" {
			break
		}
	}
	var end shown
	c.Must("GET", "/v1/rollouts/rol_hummus", "").Into(t, &end)
	if end.State != "done" {
		t.Errorf("at the end: %+v", end)
	}
	c.dud()
	c.trail()
}

// truth compares the readout with what the town was made of.
func (c *town) truth() {
	c.t.Helper()
	c.read("rol_hummus")
	var r struct {
		Weeks                        int
		Added, Margin, Repeat, Taken struct{ Low, Estimate, High float64 }
		Placebo                      struct{ Low, High float64 }
	}
	a := c.Must("GET", "/v1/rollouts/rol_hummus/readout", "")
	a.Into(c.t, &r)
	want := 0.0
	for id := range c.since["hummus"] {
		var n int
		if _, err := fmt.Sscanf(string(id), "S%03d", &n); err != nil {
			c.t.Fatal(err)
		}
		want += 7 * 12 * taste(n-1) * (1 + .1*float64((n-1)%4)) * .75 / float64(len(c.since["hummus"]))
	}
	if r.Weeks != 4 || r.Added.Low > want || r.Added.High < want || r.Margin.Low <= 0 {
		c.t.Errorf("the truth is +%.0f a store and week: %s", want, a.Body)
	}
	if r.Placebo.Low > 0 || r.Placebo.High < 0 {
		c.t.Errorf("before the launch nothing had changed: %s", a.Body)
	}
}

// dud pilots what nobody wants until the rule stops it.
func (c *town) dud() {
	c.t.Helper()
	if a := c.Do(servertest.Call{As: access.Planner, Path: "/v1/rollouts/rol_dud/approve", Body: `{}`}); a.Status != 200 {
		c.t.Fatalf("%d %s", a.Status, a.Body)
	}
	c.since["dud"] = map[retail.StoreID]bool{}
	for _, s := range c.read("rol_dud").Stages[0].Stores {
		c.since["dud"][s.Store] = true
	}
	for range 12 {
		c.pass(1)
		if now := c.read("rol_dud"); now.State == "stopped" {
			if a := c.Must("GET", "/v1/rollouts/rol_dud/history", ""); !a.Has(`"actor":"`+domain.ByRule+`"`, `"do":"stop"`) {
				c.t.Errorf("who stopped it: %s", a.Body)
			}
			return
		}
	}
	c.t.Errorf("twelve weeks on nobody has stopped it: %+v", c.read("rol_dud"))
}

// trail compares the audit with the table of routes.
func (c *town) trail() {
	c.t.Helper()
	a := c.Must("GET", "/v1/audit?object=rol_hummus", "")
	for _, action := range []string{"rollout.make", "rollout.evidence", "rollout.approve"} {
		if !a.Has(action) {
			c.t.Errorf("the audit lacks %s: %s", action, a.Body)
		}
	}
}

// TestKeeper_Rests: nothing is read twice in a row, and again on the next day.
func TestKeeper_Rests(t *testing.T) {
	t.Parallel()
	c := newTown(t, 10)
	c.propose("rol_a", "hummus")
	at := func() retail.Micros {
		c.read("rol_a")
		r, ok, err := c.DB.Rollouts().Reading(t.Context(), "rol_a")
		if err != nil || !ok {
			t.Fatal(err)
		}
		return r.At
	}
	first := at()
	if again := at(); again != first {
		t.Error("read twice in a row")
	}
	c.Wait(24 * time.Hour)
	if next := at(); next <= first {
		t.Error("a day later it is read again")
	}
}

// TestBuyers_OnlyWhoAllows: who bought it, and again within four weeks, counts; a sale
// that was void, one of somebody who allows nothing and one of nobody do not.
func TestBuyers_OnlyWhoAllows(t *testing.T) {
	t.Parallel()
	c := newTown(t, 1)
	began := c.Today(1)
	var sold strings.Builder
	buy := func(card int) {
		c.sale(&sold, 0, `{"product":"hummus","quantity":1,"amount":300}`, fmt.Sprintf(`"customer":{"card":"27%011d"},`, card))
	}
	c.day = c.Now().Add(-time.Hour)
	for card := range 5 {
		buy(card)
	}
	c.sale(&sold, 0, `{"product":"hummus","quantity":1,"amount":300}`, "")
	voided := fmt.Sprintf("R%08d", c.n+1)
	buy(9)
	c.day = c.day.AddDate(0, 0, 10)
	for card := range 3 {
		buy(card)
	}
	c.Wait(40 * 24 * time.Hour)
	c.post(sold.String())
	c.Must("POST", "/v1/till/void", fmt.Sprintf(`{"receipt":%q,"reason":"wrong card","at":%q}`, voided, c.At(0)))
	var who struct{ Customer string }
	c.Must("POST", "/v1/customers/lookup", fmt.Sprintf(`{"card":"27%011d"}`, 0)).Into(t, &who)
	c.Must("PUT", "/v1/customers/"+who.Customer+"/consent", `{"purpose":"profile","granted":false,"proof":"asked"}`)
	if err := c.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := domain.Rollout{ID: "rol_a", Version: 1, State: domain.Piloting, Stages: []domain.Step{{Began: began, Stores: []domain.Place{{Store: "S001"}}}},
		Plan: domain.Plan{Name: "Hummus", Product: "hummus", Category: "dips", Price: 300, Cost: 200}.Defaults()}
	if err := c.DB.Rollouts().Put(t.Context(), &domain.Entry{Rollout: r, Do: domain.Make, Actor: domain.Actor{ID: "stf_a", At: 1}}); err != nil {
		t.Fatal(err)
	}
	c.read("rol_a")
	got, _, err := c.DB.Rollouts().Reading(t.Context(), "rol_a")
	if err != nil || got.Readout.Repeat.N != 4 {
		t.Errorf("%d buyers count, %v, want 4: five bought, one of them allows nothing, one sale was void", got.Readout.Repeat.N, err)
	}
}
