package where

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/db"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
)

func chain() *retail.Catalogue {
	return retail.NewCatalogue([]retail.Product{{ID: "kit", Number: 1, Category: "kits", Brand: "A"}, {ID: "meal", Number: 2, Category: "meals", Brand: "B"}, {ID: "bread", Number: 3, Category: "bread", Brand: "A"}},
		[]retail.Store{{ID: "S1", Number: 1}, {ID: "S2", Number: 2}})
}

// TestFamilies: a store's version belongs to the centre's promotion, one that was
// never released to nobody, and one that is paused is measured but not compared.
func TestFamilies(t *testing.T) {
	t.Parallel()
	version := func(number uint32, store retail.StoreID, state promotion.State) db.NumberedPromotion {
		return db.NumberedPromotion{Number: number, Changed: 99, Promotion: promotion.Promotion{ID: promotion.VersionID("prm_a", store), Parent: "prm_a", Stores: []retail.StoreID{store}, State: state}}
	}
	got := Families([]db.NumberedPromotion{
		version(9, "S1", promotion.Live), {Number: 1, Promotion: promotion.Promotion{ID: "prm_a"}}, {Number: 2, Promotion: promotion.Promotion{ID: "prm_b"}},
		version(10, "S2", promotion.Draft), version(11, "S2", promotion.Paused), version(12, "S9", promotion.Live),
		{Number: 13, Promotion: promotion.Promotion{ID: "prm_z.S1", Parent: "prm_z", Stores: []retail.StoreID{"S1"}, State: promotion.Live}},
	}, chain())
	if len(got) != 2 || got[0].Number != 1 || got[1].Number != 2 || len(got[1].Versions) != 0 {
		t.Fatalf("got %+v, want two families", got)
	}
	v := got[0].Versions
	if len(v) != 2 || v[0].Number != 9 || v[0].Store != 1 || v[0].Live != 99 || v[1].Number != 11 || v[1].Live != 0 {
		t.Errorf("got versions %+v", v)
	}
}

func TestDueFor(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	p := &promotion.Promotion{State: promotion.Live, Ends: retail.Day(2026, 11, 10), VoucherDays: 14}
	read := func(ago, took time.Duration) outcome.Report {
		return outcome.Report{At: retail.MicrosOf(now.Add(-ago)), Took: took}
	}
	for _, c := range []struct {
		name string
		last outcome.Report
		now  time.Time
		want bool
	}{
		{"never read", outcome.Report{}, now, true},
		{"just read", read(leastAge-time.Second, 0), now, false},
		{"old enough", read(leastAge, 0), now, true},
		{"took long", read(leastAge, time.Minute), now, false},
		{"took long, and rested", read(20*time.Minute, time.Minute), now, true},
		{"over, read before the end", read(0, 0), now.AddDate(0, 1, 0), true},
		{"over, read after the end", read(-10*24*time.Hour, 0), now.AddDate(0, 1, 0), false},
	} {
		if got := dueFor(p, c.now, &c.last); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
	if dueFor(&promotion.Promotion{State: promotion.Draft}, now, &outcome.Report{}) {
		t.Error("a draft has nothing to be read")
	}
}

func TestAllowed(t *testing.T) {
	t.Parallel()
	goods := chain()
	in := func(p promotion.Promotion) (out []string) {
		may := allowed(&p, goods)
		for _, name := range []string{"kits", "meals", "bread"} {
			if c, _ := goods.CategoryNumber(name); may == nil || may(c) {
				out = append(out, name)
			}
		}
		return out
	}
	pool := func(p promotion.Pool) promotion.Promotion {
		return promotion.Promotion{Frame: &promotion.Frame{Products: p}}
	}
	for _, c := range []struct {
		p    promotion.Promotion
		want []string
	}{
		{promotion.Promotion{}, []string{"kits", "meals", "bread"}},
		{pool(promotion.Pool{}), nil}, // locked
		{pool(promotion.Pool{Freedom: promotion.Free}), []string{"kits", "meals", "bread"}},
		{pool(promotion.Pool{Freedom: promotion.Within, Categories: []string{"meals"}}), []string{"meals"}},
		{pool(promotion.Pool{Freedom: promotion.Within, Brands: []string{"A"}}), []string{"kits", "bread"}},
		{pool(promotion.Pool{Freedom: promotion.Within, Products: []retail.ProductID{"meal"}}), []string{"meals"}},
	} {
		if got := in(c.p); !slices.Equal(got, c.want) {
			t.Errorf("%+v: allowed are %v, want %v", c.p.Frame, got, c.want)
		}
	}
}

// shop sells through the API: ten people who each come twice, on two days.
func shop(t *testing.T) *servertest.Shop {
	t.Helper()
	s := servertest.Open(t)
	s.NobodyHeldOut()
	if err := s.DeclareConsent(t.Context(), []string{"profile", "offers"}, "terms of the test"); err != nil {
		t.Fatal(err)
	}
	s.Must("PUT", "/v1/stores/S012", `{"name":"Brackwater","region":"coast","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	for id, category := range map[string]string{"soup": "soup", "bread": "bread"} {
		s.Must("PUT", "/v1/products/"+id, fmt.Sprintf(`{"name":%q,"category":%q,"price":249,"cost":150}`, id, category))
	}
	s.Must("POST", "/v1/promotions", `{"id":"prm_soup","name":{"en":"Soup week"},"reward":{"kind":"amount","amount":50},
		"target":{"kind":"anyone"},"starts":"2026-11-20","ends":"2026-12-20","budget":{"amount":250000,"currency":"EUR"},"holdout":0.1,"state":"live"}`)
	for range 2 {
		for n := range 10 {
			s.Wait(time.Minute)
			a := s.Do(servertest.Call{As: access.Owner, Path: "/v1/till/close", Body: fmt.Sprintf(
				`{"receipt":%q,"store":"S012","till":"T03","at":%q,"currency":"EUR","customer":{"card":"26000000%05d"},"lines":[{"product":"bread","quantity":3,"amount":747}]}`, s.Receipt(), s.At(0), n)})

			if a.Status != 200 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		s.Wait(24 * time.Hour)
	}
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestKeeper_ReadsWhatIsDue: what was read is kept, with its time; few customers
// are counted and not spoken of; what a store's customers like is read once a day.
func TestKeeper_ReadsWhatIsDue(t *testing.T) {
	t.Parallel()
	s := shop(t)
	k := Keeper{s.Chain}
	if err := k.Now(t.Context()); err != nil {
		t.Fatal(err)
	}
	p, err := s.DB.Promotion(t.Context(), "prm_soup")
	if err != nil {
		t.Fatal(err)
	}
	r, read, err := s.DB.Readouts().Report(t.Context(), p.Number)
	if err != nil || !read || r.All.Treated+r.All.Held < 8 || r.All.Sales.Known || len(r.Of(outcome.ByStore)) != 1 {
		t.Errorf("got %+v, %v, %v; want ten customers counted", r, read, err)
	}
	tastes, read, err := s.DB.Readouts().Tastes(t.Context(), 1)
	if err != nil || !read || tastes.Store != "S012" || len(tastes.Categories) != 1 || tastes.Categories[0].Index != 1 {
		t.Errorf("got %+v, %v, %v; a chain of one store likes what the chain likes", tastes, read, err)
	}
	effect, err := s.Effect(t.Context(), p.Number)
	if err != nil || effect.Treated != r.All.Treated || effect.Spoken {
		t.Errorf("the promotion's page gets %+v, %v", effect, err)
	}
}

// TestKeeper_Rests: nothing is read twice in a row, and again when it is old.
func TestKeeper_Rests(t *testing.T) {
	t.Parallel()
	s := shop(t)
	k := Keeper{s.Chain}
	at := func() retail.Micros {
		if err := k.Now(t.Context()); err != nil {
			t.Fatal(err)
		}
		heads, err := s.DB.Readouts().Heads(t.Context())
		if err != nil || len(heads) != 1 {
			t.Fatalf("%v, %v", heads, err)
		}
		for _, r := range heads {
			return r.At
		}
		return 0
	}
	first := at()
	if again := at(); again != first {
		t.Errorf("read at %d and at once again at %d", first, again)
	}
	s.Wait(leastAge)
	if later := at(); later <= first {
		t.Error("it was old enough to be read again")
	}
	day, err := s.DB.Readouts().TastesThrough(t.Context())
	if due, e := k.tastesDue(t.Context()); err != nil || e != nil || due || day != s.Today(1)-1 {
		t.Errorf("tastes were read through %s, %v, %v; due %v", day, err, e, due)
	}
	s.Wait(24 * time.Hour)
	if due, err := k.tastesDue(t.Context()); err != nil || due {
		t.Errorf("nothing was sold since: due %v, %v", due, err)
	}
}
