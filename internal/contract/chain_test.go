package contract

import (
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/server/servertest"
	"sartor/internal/walkthrough"
)

const soupWeek = `{"id":"prm_soup","name":{"en":"Soup week"},"reward":{"kind":"percent","percent":15,"max_amount":300},
	"target":{"kind":"favourite","products":[],"brands":[],"categories":["soup"]},"starts":"2026-11-23","ends":"2026-12-06",
	"stores":[],"regions":["coast"],"min_spend":0,"limits":{"per_customer":2,"per_day":500,"total":5000},
	"budget":{"amount":250000,"currency":"EUR","reserve_share":0.3,"contingency_share":0.1},"priority":0,
	"stacking":"other_promotions","transferable":true,"same_basket":false,"holdout":0.1,"valid_after_days":1,"voucher_days":14,
	"texts":{"en":"{discount} off {product}"},"state":"draft"}`

// TestChain: CONTRACTS.md 2 and 2.3, stores, products, promotions and HTTP in general.
func TestChain(t *testing.T) {
	t.Parallel()
	hold(t, []row{
		{"stores and products are put and got with their columns; by owner, admin, source", func(t *testing.T, s *shop) {
			store := `{"name":"Quay","region":"coast","kind":"suburban","latitude":54.3,"longitude":10.1,"timezone":"Europe/Berlin","currency":"EUR","opened":"2019-05-01"}`
			product := `{"gtin":"5901234123457","name":"Tomato soup","brand":"Kessel","category":"soup","department":"grocery","price":249,"cost":180,"unit":"EA","case_pack":12,"shelf_life_days":700,"restricted":"no_inference"}`
			for _, role := range access.Roles() {
				want := 403
				if role == access.Owner || role == access.Admin || role == access.Source {
					want = 200
				}
				for path, body := range map[string]string{"/v1/stores/Q-" + string(role): store, "/v1/products/q-" + string(role): product} {
					a := s.Do(servertest.Call{As: role, Method: "PUT", Path: path, Body: body})
					if a.Status == 201 {
						a.Status = 200
					}
					s.status(a, want, "")
				}
			}
			for _, action := range []string{"store.put", "product.put"} {
				if trail := s.get(access.Owner, "/v1/audit?action="+action); !trail.Has(`-admin"`, `-source"`) {
					t.Errorf("the audit of %s has %s", action, trail.Body)
				}
			}
			a := s.get(access.Till, "/v1/stores/Q-admin")
			if s.status(a, 200, ""); !a.Has(`"store":"Q-admin"`, `"name":"Quay"`, `"region":"coast"`, `"kind":"suburban"`, `"latitude":54.3`, `"longitude":10.1`, `"timezone":"Europe/Berlin"`, `"currency":"EUR"`, `"opened":"2019-05-01"`) {
				t.Errorf("got %s", a.Body)
			}
			a = s.get(access.Till, "/v1/products/q-source")
			if s.status(a, 200, ""); !a.Has(`"product":"q-source"`, `5901234123457`, `"name":"Tomato soup"`, `"brand":"Kessel"`, `"category":"soup"`, `"department":"grocery"`, `"price":249`, `"cost":180`, `"unit":"EA"`, `"case_pack":12`, `"shelf_life_days":700`, `"restricted":"no_inference"`) {
				t.Errorf("got %s", a.Body)
			}
			s.status(s.get(access.Till, "/v1/stores/nowhere"), 404, "unknown_store")
			s.status(s.get(access.Till, "/v1/products/nothing"), 404, "unknown_product")
		}},
		{"lists are items and next; every page once", func(t *testing.T, s *shop) {
			for _, list := range []struct {
				path, key string
				want      int
			}{{"/v1/products", "product", 5}, {"/v1/stores", "store", 2}} {
				seen, cursor := map[any]bool{}, ""
				for range 9 {
					a := s.get(access.Owner, list.path+"?limit=2"+cursor)
					s.status(a, 200, "")
					var page struct {
						Items []map[string]any
						Next  *string
					}
					a.Into(t, &page)
					for _, i := range page.Items {
						seen[i[list.key]] = true
					}
					if page.Next == nil {
						break
					}
					cursor = "&cursor=" + *page.Next
				}
				if len(seen) != list.want {
					t.Errorf("%s: %d, want %d", list.path, len(seen), list.want)
				}
			}
			s.status(s.get(access.Owner, "/v1/products?cursor=nonsense"), 400, "bad_cursor")
			s.status(s.get(access.Owner, "/v1/segments/loyal/customers?cursor=MTI"), 400, "bad_cursor") // a place among products
			s.status(s.get(access.Owner, "/v1/products?limit=501"), 422, "")
		}},
		{"the contract's promotion is made, read and listed as written; id, state, defaults", func(t *testing.T, s *shop) {
			a := s.Do(servertest.Call{As: access.Marketer, Path: "/v1/promotions", Body: soupWeek})
			s.status(a, 201, "")
			got := s.get(access.Analyst, "/v1/promotions/prm_soup")
			if problem := walkthrough.Missing(soupWeek, got.Body); problem != "" || got.Header.Get("ETag") == "" {
				t.Errorf("%s, ETag %q: %s", problem, got.Header.Get("ETag"), got.Body)
			}
			if l := s.get(access.Marketer, "/v1/promotions"); !l.Has(`"items":[{"id":"prm_soup"`, `"next":null`) {
				t.Errorf("list: %s", l.Body)
			}
			least := s.Must("POST", "/v1/promotions", `{"name":{"en":"Least"},"reward":{"kind":"amount","amount":50},"target":{"kind":"anyone"},"starts":"2026-11-23","ends":"2026-12-06","budget":{"amount":1000,"currency":"EUR"}}`)
			if !least.Has(`"id":"prm_`, `"state":"draft"`, `"transferable":true`, `"stores":[]`) {
				t.Errorf("defaults: %s", least.Body)
			}
			s.status(s.Do(servertest.Call{As: access.Owner, Path: "/v1/promotions", Body: soupWeek}), 409, "promotion_exists")
		}},
		{"required: name, reward, target, starts, ends, budget; unknown fields are refused by name", func(t *testing.T, s *shop) {
			for _, name := range []string{"name", "reward", "target", "starts", "ends", "budget"} {
				body := strings.Replace(soupWeek, `"`+name+`":`, `"x_`+name+`":`, 1)
				a := s.Do(servertest.Call{As: access.Owner, Path: "/v1/promotions", Body: body})
				if s.status(a, 422, ""); !a.Has(`/x_` + name) {
					t.Errorf("x_%s is not named: %s", name, a.Body)
				}
			}
			a := s.Do(servertest.Call{As: access.Owner, Path: "/v1/promotions", Body: `{"id":"prm_x"}`})
			if s.status(a, 422, ""); !a.Has(`"/name"`, `"/reward`, `"/target`, `"/starts"`, `"/ends"`, `"/budget`) {
				t.Errorf("not all named: %s", a.Body)
			}
			s.status(s.Do(servertest.Call{As: access.Owner, Path: "/v1/promotions", Body: `{"id"`}), 400, "malformed")
		}},
		{"ETag and If-Match on edits; 412 shows the other version", func(t *testing.T, s *shop) {
			s.Must("POST", "/v1/promotions", soupWeek)
			first := s.get(access.Marketer, "/v1/promotions/prm_soup").Header.Get("ETag")
			patch := func(tag, body string) servertest.Answer {
				return s.Do(servertest.Call{As: access.Marketer, Method: "PATCH", Path: "/v1/promotions/prm_soup", Body: body, Header: map[string]string{"If-Match": tag}})
			}
			a := patch(first, `{"min_spend":500}`)
			s.status(a, 200, "")
			stale := patch(first, `{"min_spend":600}`)
			if s.status(stale, 412, ""); !stale.Has(`"min_spend":500`) || stale.Header.Get("ETag") != a.Header.Get("ETag") {
				t.Errorf("412 does not show what stands: %s", stale.Body)
			}
			s.status(patch("", `{"min_spend":600}`), 428, "if_match_required")
			cached := s.Do(servertest.Call{As: access.Marketer, Method: "GET", Path: "/v1/promotions/prm_soup", Header: map[string]string{"If-None-Match": a.Header.Get("ETag")}})
			if cached.Status != 304 {
				t.Errorf("If-None-Match: %d", cached.Status)
			}
			product := s.get(access.Owner, "/v1/products/soup").Header.Get("ETag")
			put := func(tag, name string) servertest.Answer {
				return s.Do(servertest.Call{As: access.Admin, Method: "PUT", Path: "/v1/products/soup", Body: `{"name":"` + name + `","price":250}`, Header: map[string]string{"If-Match": tag}})
			}
			s.status(put(product, "One"), 200, "")
			if lost := put(product, "Two"); lost.Status != 412 || !lost.Has(`"name":"One"`) {
				t.Errorf("a product's lost edit: %d %s", lost.Status, lost.Body)
			}
		}},
		{"a live one may change state, ends, texts, limits, priority and raise its budget; anything else is 409", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			edit := func(body string) servertest.Answer {
				tag := s.get(access.Owner, "/v1/promotions/prm_soup").Header.Get("ETag")
				return s.Do(servertest.Call{As: access.Owner, Method: "PATCH", Path: "/v1/promotions/prm_soup", Body: body, Header: map[string]string{"If-Match": tag}})
			}
			for _, body := range []string{
				`{"ends":"2027-01-31"}`, `{"texts":{"en":"{discount} off"}}`, `{"limits":{"total":9}}`, `{"priority":3}`, `{"budget":{"amount":300000}}`, `{"state":"paused"}`, `{"state":"live"}`,
			} {
				s.status(edit(body), 200, "")
			}
			for _, body := range []string{
				`{"reward":{"kind":"amount","amount":60}}`, `{"target":{"kind":"due"}}`, `{"starts":"2026-11-02"}`, `{"min_spend":1}`, `{"budget":{"amount":1}}`,
				`{"stacking":"none"}`, `{"voucher_days":3}`, `{"stores":["S012"]}`, `{"transferable":false}`,
			} {
				s.status(edit(body), 409, "promotion_live")
			}
		}},
		{"results: issued, redeemed and money as they stand", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			s.took(s.close(s.sale("R1", vouchers(s.issue("")))), 50)
			a := s.get(access.Analyst, "/v1/promotions/prm_soup/results")
			if s.status(a, 200, ""); !a.Has(`"issued":2`, `"redeemed":1`, `"spent":15,"overspent":35`, `"currency":"EUR"`) {
				t.Errorf("got %s", a.Body)
			}
			s.status(s.get(access.Analyst, "/v1/promotions/prm_none/results"), 404, "")
		}},
		{"Idempotency-Key: a replay answers as stored; other content is 422", func(t *testing.T, s *shop) {
			make := func(body string) servertest.Answer {
				return s.Do(servertest.Call{As: access.Marketer, Path: "/v1/promotions", Body: body, Header: map[string]string{"Idempotency-Key": "k1"}})
			}
			unnamed := strings.Replace(soupWeek, `"id":"prm_soup",`, "", 1)
			first := make(unnamed)
			s.status(first, 201, "")
			again := make(unnamed)
			if again.Status != 201 || again.Body != first.Body || again.Header.Get(replayed) != "true" || again.Header.Get("ETag") != first.Header.Get("ETag") {
				t.Errorf("again: %d %s, want %s", again.Status, again.Body, first.Body)
			}
			s.status(make(soupWeek), 422, "idempotency_conflict")
			if l := s.get(access.Marketer, "/v1/promotions"); strings.Count(l.Body, `"id":`) != 1 {
				t.Errorf("made more than once: %s", l.Body)
			}
		}},
		{"promotions are edited by owner and marketer, read by those who work with them", func(t *testing.T, s *shop) {
			for _, role := range access.Roles() {
				want := 403
				if role == access.Owner || role == access.Marketer {
					want = 201
				}
				body := strings.Replace(soupWeek, "prm_soup", "prm_"+string(role), 1)
				s.status(s.Do(servertest.Call{As: role, Path: "/v1/promotions", Body: body}), want, "")
			}
			for _, role := range []access.Role{access.Till, access.Source} {
				s.status(s.get(role, "/v1/promotions"), 403, "forbidden")
			}
		}},
		{"source writes only", func(t *testing.T, s *shop) {
			ann := *s.sold(s.sale("R1", card("1"))).Customer
			for _, path := range []string{
				"/v1/stores", "/v1/products", "/v1/promotions", "/v1/customers/" + ann, "/v1/customers?card=1", "/v1/customers/" + ann + "/timeline", "/v1/vouchers/0000-0000-0000",
			} {
				s.status(s.get(access.Source, path), 403, "forbidden")
			}
			s.status(s.Do(servertest.Call{As: access.Source, Path: "/v1/receipts", Body: s.sale("R2", "")}), 200, "")
		}},
		{"admin sees no customer pages", func(t *testing.T, s *shop) {
			ann := *s.sold(s.sale("R1", card("1"))).Customer
			for _, path := range []string{"", "/timeline", "/offers", "/basket?store=S012", "/export"} {
				s.status(s.get(access.Admin, "/v1/customers/"+ann+path), 403, "forbidden")
			}
		}},
		{"openapi, healthz, readyz need no token; metrics on loopback neither; what is not there is 404, another method 405", func(t *testing.T, s *shop) {
			for path, has := range map[string]string{"/openapi.json": `"openapi":"3.1`, "/healthz": "", "/readyz": "", "/metrics": "# HELP"} {
				a := s.get("", path)
				if a.Status != 200 || !a.Has(has) {
					t.Errorf("%s: %d %.100s", path, a.Status, a.Body)
				}
			}
			s.status(s.get(access.Owner, "/v1/nothing"), 404, "no_such_route")
			if a := s.get(access.Owner, "/v1/till/close"); a.Status != 405 || a.Header.Get("Allow") != "POST" {
				t.Errorf("GET of close: %d, Allow %q", a.Status, a.Header.Get("Allow"))
			}
		}},
	})
}
