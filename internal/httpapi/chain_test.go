package httpapi

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

const aStore = `{"name":"Harbour","region":"coast","kind":"rural","latitude":53.5,"longitude":10,"timezone":"Europe/Berlin","currency":"EUR","opened":"2014-03-01"}`

func TestChain_Put(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, path, body string
		status           int
		must             []string
		ran              string
	}{
		{"a new store", "/v1/stores/S020", aStore, 201, []string{`"store":"S020"`, `"kind":"rural"`}, "put store S020"},
		{"a known store", "/v1/stores/S012", aStore, 200, []string{`"name":"Harbour"`}, "put store S012"},
		{"another store than the address", "/v1/stores/S012", `{"store":"S013","timezone":"UTC","currency":"EUR"}`, 422, []string{"/store"}, ""},
		{"an unknown field", "/v1/stores/S012", `{"tz":"UTC"}`, 422, []string{`"code":"unknown_field"`, "/tz"}, ""},
		{"no zone", "/v1/stores/S020", `{"currency":"EUR"}`, 422, []string{"/timezone"}, ""},
		{"this machine's zone", "/v1/stores/S020", `{"timezone":"Local","currency":"EUR"}`, 422, []string{"/timezone"}, ""},
		{"no currency", "/v1/stores/S020", `{"timezone":"UTC"}`, 422, []string{"/currency"}, ""},
		{"currency cannot change", "/v1/stores/S012", strings.Replace(aStore, "EUR", "CHF", 1), 422, []string{"cannot change"}, ""},
		{"a kind nobody knows", "/v1/stores/S020", strings.Replace(aStore, "rural", "moon", 1), 422, []string{"/kind"}, ""},
		{"north of north", "/v1/stores/S020", strings.Replace(aStore, "53.5", "90.5", 1), 422, []string{"/latitude"}, ""},
		{"a name that prints", "/v1/stores/S020", strings.Replace(aStore, "Harbour", `\u001b@`, 1), 422, []string{"/name"}, ""},
		{"a new product", "/v1/products/P9", `{"name":"Soup","price":249,"gtin":"5901234123457","restricted":"age|no_voucher"}`, 201, []string{`"gtin":"05901234123457"`, `"restricted":"no_voucher|age"`, `"cost":null`, `"listed":true`, `"unit":"EA"`}, "put product P9"},
		{"a product with a slash", "/v1/products/A%2FB", `{"cost":1}`, 200, []string{`"product":"A/B"`, `"cost":1`}, "put product A/B"},
		{"a wrong check digit", "/v1/products/P9", `{"gtin":"5901234123458"}`, 422, []string{"/gtin"}, ""},
		{"a price in major units", "/v1/products/P9", `{"price":2.49}`, 422, []string{"/price", "249 for 2.49"}, ""},
		{"a negative cost", "/v1/products/P9", `{"cost":-1}`, 422, []string{"/cost"}, ""},
		{"other money", "/v1/products/P9", `{"price":1,"currency":"USD"}`, 422, []string{"/currency"}, ""},
		{"private goods, confirmed harmless by a person", "/v1/products/P9", `{"name":"Infant milk"}`, 201, []string{`"restricted":""`}, "put product P9"},
		{"a restriction nobody knows", "/v1/products/P9", `{"restricted":"secret"}`, 422, []string{"/restricted"}, ""},
		{"a long name", "/v1/products/P9", `{"name":"` + strings.Repeat("x", 201) + `"}`, 422, []string{"/name"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := newRig(t)
			expect(t, g.do(t, request{as: access.Admin, method: "PUT", path: c.path, body: c.body}), c.status, c.must, nil)
			if got := strings.Join(g.done(), ","); got != c.ran {
				t.Errorf("ran %s, want %s", got, c.ran)
			}
		})
	}
}

func TestChain_ListsByCursor(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	var seen []string
	path := "/v1/products?limit=2"
	for pages := 0; path != "" && pages < 5; pages++ {
		var page struct {
			Items []ProductView
			Next  *string
		}
		w := g.do(t, request{as: access.Till, method: "GET", path: path})
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		for _, p := range page.Items {
			seen = append(seen, string(p.Product))
		}
		path = ""
		if page.Next != nil {
			path = "/v1/products?limit=2&cursor=" + url.QueryEscape(*page.Next)
			if !strings.Contains(w.Header().Get("Link"), `rel="next"`) {
				t.Error("no Link to the next page")
			}
		}
	}
	if got := strings.Join(seen, " "); got != "5901234123457 A/B C" {
		t.Errorf("got %s", got)
	}
	for _, bad := range []string{"!", "MQ", "eHg", "MXg"} { // not base64, empty, not ours, another list's
		expect(t, g.do(t, request{as: access.Till, method: "GET", path: "/v1/products?cursor=" + bad}), 400, []string{"bad_cursor"}, nil)
	}
	for limit, want := range map[string]int{"0": 422, "1": 200, "500": 200, "501": 422, "x": 422} {
		expect(t, g.do(t, request{as: access.Till, method: "GET", path: "/v1/stores?limit=" + limit}), want, nil, nil)
	}
}

func TestChain_ETags(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	get := request{as: access.Admin, method: "GET", path: "/v1/stores/S012"}
	tag := g.do(t, get).Header().Get("ETag")
	get.header = map[string]string{"If-None-Match": tag}
	if w := g.do(t, get); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	put := request{as: access.Admin, method: "PUT", path: "/v1/stores/S012", body: aStore, header: map[string]string{"If-Match": tag}}
	expect(t, g.do(t, put), 200, nil, nil)
	put.header["If-Match"] = `"old"`
	expect(t, g.do(t, put), 412, []string{`"code":"stale"`, `"current":{"store":"S012"`}, nil)
	put.path = "/v1/stores/S099"
	expect(t, g.do(t, put), 412, nil, nil)
}

const aPromotion = `{"id":"prm_soup","name":{"en":"Soup week"},"reward":{"kind":"percent","percent":15,"max_amount":300},
 "target":{"kind":"favourite","categories":["soup"]},"starts":"2026-11-23","ends":"2026-12-06","budget":{"amount":250000,"currency":"EUR"}}`

func (g *rig) made(t *testing.T, body string) (id, tag string) {
	t.Helper()
	w := g.do(t, request{as: access.Marketer, method: "POST", path: "/v1/promotions", body: body})
	if w.Code != 201 {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	return strings.TrimPrefix(w.Header().Get("Location"), "/v1/promotions/"), w.Header().Get("ETag")
}

func TestPromotion_MakeAndChange(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	id, tag := g.made(t, aPromotion)
	if id != "prm_soup" || tag != `"1"` {
		t.Fatalf("made %s %s", id, tag)
	}
	at := "/v1/promotions/prm_soup"
	expect(t, g.do(t, request{as: access.Analyst, method: "GET", path: at}), 200, []string{`"state":"draft"`, `"holdout":0.1`}, nil)
	expect(t, g.do(t, request{as: access.Marketer, method: "POST", path: "/v1/promotions", body: aPromotion}), 409, []string{"promotion_exists"}, nil)
	patch := request{as: access.Marketer, method: "PATCH", path: at, body: `{"state":"live"}`}
	expect(t, g.do(t, patch), 428, []string{"If-Match"}, nil)
	patch.header = map[string]string{"If-Match": tag}
	w := g.do(t, patch)
	expect(t, w, 200, []string{`"state":"live"`}, nil)
	if w.Header().Get("ETag") != `"2"` {
		t.Errorf("ETag %s", w.Header().Get("ETag"))
	}
	w = g.do(t, patch)
	expect(t, w, 412, []string{`"code":"stale"`, `"current":{"id":"prm_soup"`, `"state":"live"`}, nil)
	if w.Header().Get("ETag") != `"2"` {
		t.Errorf("412 with ETag %s", w.Header().Get("ETag"))
	}
	patch.header["If-Match"] = `"2"`
	patch.body = `{"reward":{"percent":20}}`
	expect(t, g.do(t, patch), 409, []string{"promotion_live", "/reward"}, nil)
	patch.body = `{"priority":0}`
	expect(t, g.do(t, patch), 200, nil, nil)
	if v := g.promos["prm_soup"].Version; v != 2 {
		t.Errorf("a patch that changes nothing made version %d", v)
	}
	patch.body = `{"priorty":1}`
	expect(t, g.do(t, patch), 422, []string{"priorty"}, nil)
	patch.path = "/v1/promotions/prm_none"
	expect(t, g.do(t, patch), 404, nil, nil)
	expect(t, g.do(t, request{as: access.Analyst, method: "GET", path: at + "/results"}), 200, []string{`"uplift":null`}, nil)
}

func TestPromotion_IDs(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	unnamed := strings.Replace(aPromotion, `"id":"prm_soup",`, "", 1)
	if id, _ := g.made(t, unnamed); id != "prm_soup_week" {
		t.Errorf("from its name: %s", id)
	}
	if id, _ := g.made(t, unnamed); id == "prm_soup_week" || !strings.HasPrefix(id, "prm_") {
		t.Errorf("the same name again: %s", id)
	}
	if id, _ := g.made(t, strings.Replace(unnamed, `"en":"Soup week"`, `"ja":"スープ"`, 1)); !strings.HasPrefix(id, "prm_") {
		t.Errorf("a name without Latin letters: %s", id)
	}
}

func TestPromotion_OnlyAnOwnerSwitchesProofOff(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	body := strings.Replace(aPromotion, `"id"`, `"holdout":0,"id"`, 1)
	q := request{as: access.Marketer, method: "POST", path: "/v1/promotions", body: body}
	expect(t, g.do(t, q), 403, []string{"/holdout"}, nil)
	q.as = access.Owner
	expect(t, g.do(t, q), 201, nil, nil)
	q = request{as: access.Marketer, method: "PATCH", path: "/v1/promotions/prm_soup", body: `{"priority":3}`, header: map[string]string{"If-Match": `"1"`}}
	expect(t, g.do(t, q), 200, nil, nil) // off already: other fields may change
}

// Somebody is faster between our read and our write: 412, and theirs is shown.
func TestPromotion_ARaceIsStale(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	g.made(t, aPromotion)
	g.race = func() {
		p := g.promos["prm_soup"]
		p.Version, p.Priority = 9, 77
		g.promos["prm_soup"] = p
	}
	q := request{as: access.Marketer, method: "PATCH", path: "/v1/promotions/prm_soup", body: `{"state":"live"}`, header: map[string]string{"If-Match": `"1"`}}
	expect(t, g.do(t, q), 412, []string{`"priority":77`}, nil)
}

func TestPromotion_List(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for i := range 5 {
		id := retail.PromotionID(fmt.Sprint("prm_", i))
		g.promos[id] = promotion.Promotion{ID: id}
	}
	w := g.do(t, request{as: access.Analyst, method: "GET", path: "/v1/promotions?limit=3"})
	expect(t, w, 200, []string{"prm_2", `"next":"`}, []string{"prm_3"})
	var page struct{ Next string }
	if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
		t.Fatal(err)
	}
	expect(t, g.do(t, request{as: access.Analyst, method: "GET", path: "/v1/promotions?limit=3&cursor=" + page.Next}), 200, []string{"prm_3", "prm_4", `"next":null`}, []string{"prm_2"})
}

// What the word list catches is private, and said to be presumed so, when a
// program sends it; a person decides.
func TestProducts_PrivateUntilAPersonConfirms(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	put := request{as: access.Source, method: "PUT", path: "/v1/products/P9", body: `{"name":"Pregnancy test"}`}
	expect(t, g.do(t, put), 201, []string{`"restricted":"no_inference"`, `"presumed":true`}, nil)
	put.as = access.Owner
	expect(t, g.do(t, put), 201, []string{`"restricted":""`}, []string{"presumed"})
}

// TestStores_ThoseOneActsFor: whoever acts for some stores lists these, and is told who
// makes others rather than to make them.
func TestStores_ThoseOneActsFor(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	expect(t, g.do(t, request{as: access.Manager, method: "GET", path: "/v1/stores"}), 200, []string{`"S012"`, `"next":null`}, []string{"S013"})
	expect(t, g.do(t, request{as: access.Analyst, method: "GET", path: "/v1/stores"}), 200, []string{`"S012"`, `"S013"`}, nil)
	for _, path := range []string{"/v1/stores/S013", "/v1/stores/S999", "/v1/products/X"} {
		expect(t, g.do(t, request{as: access.Manager, method: "GET", path: path}), 404, []string{"an admin or a source makes it"}, nil)
	}
}
