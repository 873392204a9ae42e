package contract

import (
	"fmt"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/upkeep"
)

const atHarbour = "/v1/promotions/prm_soup/stores/S012"

// manager sends a call as the manager of S012, on the version that was read (if).
func (s *shop) manager(method, path, body, match string) servertest.Answer {
	s.t.Helper()
	h := map[string]string{"Authorization": "Bearer " + s.Token(access.Principal{Role: access.Manager, Stores: []retail.StoreID{"S012"}})}
	if match != "" {
		h["If-Match"] = match
	}
	return s.Do(servertest.Call{As: access.Manager, Method: method, Path: path, Body: body, Header: h})
}

// framed is a live promotion of which stores may tailor discount, products and texts.
func (s *shop) framed(more string) {
	s.t.Helper()
	s.promote(`{"frame":{"discount":{"low":40,"high":80},"products":{"categories":["soup","bakery"]},"texts":"free",
		"split":{"S012":20000,"S013":30000},"compare":0.05` + more + `}}`)
}

// sound checks every invariant of the chain.
func (s *shop) sound() {
	s.t.Helper()
	all, sound, err := upkeep.Verify(s.t.Context(), s.Chain)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, k := range all {
		if !k.Holds {
			s.t.Errorf("%s does not hold: %v", k.Name, k.Findings)
		}
	}
	if !sound {
		s.t.Error("the chain is not sound")
	}
}

// TestVersions: a store's version of a promotion (CONTRACTS.md 2.3; DESIGN.md 3, rule 7).
func TestVersions(t *testing.T) {
	t.Parallel()
	hold(t, []row{
		{"a manager tailors within the frame; it is at the store's tills at once, under the promotion's own id", func(t *testing.T, s *shop) {
			s.framed("")
			none := s.manager("GET", atHarbour, "", "")
			if s.status(none, 200, ""); none.Header.Get("ETag") != `"0"` || !none.Has(`"state":"none"`, `"share":20000`, `"discount":{"low":40,"high":80}`) {
				t.Errorf("before anything was written: %s %s", none.Header.Get("ETag"), none.Body)
			}
			s.status(s.manager("PUT", atHarbour, `{"reward":{"amount":70}}`, ""), 428, "if_match_required")
			put := s.manager("PUT", atHarbour, `{"reward":{"amount":70}}`, `"0"`)
			if s.status(put, 200, ""); put.Header.Get("ETag") != `"1"` || !put.Has(`"pointer":"/reward/amount","centre":50,"local":70`, `"state":"draft"`) {
				t.Errorf("saved: %s", put.Body)
			}
			if r := s.sold(s.sale(s.Receipt(), "")); !strings.Contains(string(r.Vouchers[0].Value), "50") {
				t.Errorf("a draft is at the till: %s", r.Body)
			}
			live := s.manager("POST", atHarbour+"/publish", "", `"1"`)
			if s.status(live, 200, ""); !live.Has(`"state":"live"`, `"amount":20000`, `"id":"prm_soup.S012"`) {
				t.Errorf("published: %s", live.Body)
			}
			here := s.sold(s.sale(s.Receipt(), ""))
			there := s.sold(s.sale(s.Receipt(), `"store":"S013"`))
			if !strings.Contains(string(here.Vouchers[0].Value), "70") || !strings.Contains(string(there.Vouchers[0].Value), "50") {
				t.Errorf("the store prints %s, another %s", here.Body, there.Body)
			}
			code := here.Vouchers[0].Code
			if strip := s.get(access.Desk, "/v1/vouchers/"+code+"/print?format=text&columns=42"); !strip.Has("Only at Harbour.") {
				t.Errorf("the strip does not say where it is good: %s", strip.Body)
			}
			if r := s.sold(s.sale(s.Receipt(), `"store":"S013","vouchers":["`+code+`"]`)); len(r.Rejected) != 1 || r.Rejected[0].Reason != "wrong_store" {
				t.Errorf("used in another store: %s", r.Body)
			}
			v := s.get(access.Desk, "/v1/vouchers/"+code)
			if here.Vouchers[0].Promotion != "prm_soup" || !v.Has(`"promotion":"prm_soup"`) {
				t.Errorf("the voucher goes by %s and %s", here.Vouchers[0].Promotion, v.Body)
			}
			if used := s.sold(s.sale(s.Receipt(), `"vouchers":["`+code+`"]`)); len(used.Redeemed) != 1 || used.Redeemed[0].Promotion != "prm_soup" || used.Redeemed[0].Amount != 70 {
				t.Errorf("redeemed: %s", used.Body)
			}
			if r := s.get(access.Analyst, "/v1/promotions/prm_soup/results"); !r.Has(`"issued":5`, `"amount":250000`, `"redeemed":1`) {
				t.Errorf("the results of the promotion: %s", r.Body)
			}
			s.status(s.get(access.Owner, "/v1/promotions/prm_soup.S012"), 404, "")
			if l := s.get(access.Owner, "/v1/promotions"); strings.Count(l.Body, `"id":`) != 1 {
				t.Errorf("the list of promotions: %s", l.Body)
			}
			s.sound()
		}},
		{"what leaves the frame is 422 with the place, the limit and the value that works", func(t *testing.T, s *shop) {
			s.framed("")
			for body, must := range map[string]string{
				`{"reward":{"amount":90}}`:              `"pointer":"/reward/amount","detail":"0.80 EUR at most; this is 0.90 EUR. Enter 0.80 EUR, or ask head office`,
				`{"target":{"categories":["tea"]}}`:     `"pointer":"/target/categories/0"`,
				`{"target":{"products":["wine"]}}`:      `takes no voucher`,
				`{"limits":{"per_customer":2}}`:         `is head office's and locked`,
				`{"starts":"2026-11-02"}`:               `"pointer":"/starts"`,
				`{"texts":{"en":"{money} off"}}`:        `"pointer":"/texts/en"`,
				`{"budget":{"amount":1}}`:               `"pointer":"/budget"`,
				`{"texts":{"en":"<script>\u0007 off"}}`: `control character`,
			} {
				if a := s.manager("PUT", atHarbour, body, `"0"`); a.Status != 422 || !a.Has(must) {
					t.Errorf("%s answered %d %s, want %s", body, a.Status, a.Body, must)
				}
			}
			if a := s.manager("GET", atHarbour, "", ""); !a.Has(`"version":0`) {
				t.Errorf("something was written: %s", a.Body)
			}
		}},
		{"the second of two edits is 412 and sees the other and the difference; the same one twice is one", func(t *testing.T, s *shop) {
			s.framed("")
			s.status(s.manager("PUT", atHarbour, `{"reward":{"amount":70}}`, `"0"`), 200, "")
			s.status(s.manager("PUT", atHarbour, `{"reward":{"amount":70}}`, `"0"`), 200, "")
			a := s.manager("PUT", atHarbour, `{"reward":{"amount":60}}`, `"0"`)
			if s.status(a, 412, "stale"); a.Header.Get("ETag") != `"1"` || !a.Has(`"current":{`, `"version":1`, `"local":70`) {
				t.Errorf("got %s %s", a.Header.Get("ETag"), a.Body)
			}
			s.status(s.manager("PATCH", atHarbour, `{"texts":{"en":"{discount} off soup"}}`, `"1"`), 200, "")
			if a := s.manager("GET", atHarbour, "", ""); !a.Has(`"version":2`, `"changes":{"reward":{"amount":70},"texts":{"en":"{discount} off soup"}}`) {
				t.Errorf("patched: %s", a.Body)
			}
			if h := s.manager("GET", atHarbour+"/history", "", ""); strings.Count(h.Body, `"command":"save"`) != 2 {
				t.Errorf("history: %s", h.Body)
			}
		}},
		{"another store is absent alike", func(t *testing.T, s *shop) {
			s.framed("")
			for _, store := range []string{"S013", "S999"} {
				a := s.manager("PUT", "/v1/promotions/prm_soup/stores/"+store, `{"reward":{"amount":70}}`, `"0"`)
				if s.status(a, 404, "unknown_store"); !a.Has("store " + store + " is not known") {
					t.Errorf("%s: %s", store, a.Body)
				}
			}
		}},
		{"approval, where the frame asks for it", func(t *testing.T, s *shop) {
			s.framed(`,"approval":["discount"]`)
			put := s.manager("PUT", atHarbour, `{"reward":{"amount":70}}`, `"0"`)
			if !put.Has(`"needs_approval":true`) {
				t.Errorf("saved: %s", put.Body)
			}
			s.status(s.manager("POST", atHarbour+"/publish", "", ""), 409, "approval_needed")
			s.status(s.manager("POST", atHarbour+"/submit", `{"comment":"please"}`, ""), 200, "")
			queue := s.get(access.Marketer, "/v1/approvals")
			if s.status(queue, 200, ""); !queue.Has(`"store":"S012"`, `"age_seconds":`, `"comment":"please"`) {
				t.Errorf("queue: %s", queue.Body)
			}
			s.status(s.manager("POST", atHarbour+"/approve", "", ""), 403, "forbidden")
			s.status(s.Do(servertest.Call{As: access.Marketer, Path: atHarbour + "/send-back"}), 422, "validation")
			s.status(s.Do(servertest.Call{As: access.Marketer, Path: atHarbour + "/send-back", Body: `{"comment":"60 will do"}`}), 200, "")
			s.status(s.manager("PUT", atHarbour, `{"reward":{"amount":60}}`, "*"), 200, "")
			s.status(s.manager("POST", atHarbour+"/submit", "", ""), 200, "")
			s.status(s.Do(servertest.Call{As: access.Marketer, Path: atHarbour + "/approve"}), 200, "")
			s.status(s.manager("POST", atHarbour+"/publish", "", ""), 200, "")
			if q := s.get(access.Marketer, "/v1/approvals"); q.Has("S012") {
				t.Errorf("what is done still waits: %s", q.Body)
			}
		}},
		{"who approved takes it back: it waits again, and the tills have what was live before", func(t *testing.T, s *shop) {
			s.framed(`,"approval":["discount"]`)
			office := func(step string) servertest.Answer {
				return s.Do(servertest.Call{As: access.Marketer, Path: atHarbour + step})
			}
			for _, amount := range []string{"60", "70"} {
				s.status(s.manager("PUT", atHarbour, `{"reward":{"amount":`+amount+`}}`, "*"), 200, "")
				s.status(s.manager("POST", atHarbour+"/submit", `{"comment":"the pass is closed"}`, ""), 200, "")
				s.status(office("/approve"), 200, "")
				s.status(office("/publish"), 200, "")
				if r := s.sold(s.sale(s.Receipt(), "")); !strings.Contains(string(r.Vouchers[0].Value), amount) {
					t.Errorf("at the till instead of %s: %s", amount, r.Body)
				}
			}
			s.status(s.manager("POST", atHarbour+"/undo", "", ""), 409, "step_of_another")
			s.status(s.manager("POST", atHarbour+"/undo", "", `"4"`), 412, "stale")
			if back := office("/undo"); back.Status != 200 || !back.Has(`"state":"submitted"`, `"live":{"reward":{"amount":60}}`, `"changes":{"reward":{"amount":70}}`, `"comment":"the pass is closed"`) {
				t.Errorf("undone: %d %s", back.Status, back.Body)
			}
			if r := s.sold(s.sale(s.Receipt(), "")); !strings.Contains(string(r.Vouchers[0].Value), "60") {
				t.Errorf("at the till after it was undone: %s", r.Body)
			}
			s.status(office("/undo"), 409, "nothing_to_undo")
			if q := s.get(access.Marketer, "/v1/approvals"); !q.Has(`"store":"S012"`, `"comment":"the pass is closed"`) {
				t.Errorf("it does not wait again: %s", q.Body)
			}
			if log := s.get(access.Owner, "/v1/audit?action=version.undo"); !log.Has(`"object":"prm_soup.S012"`) {
				t.Errorf("the audit lacks it: %s", log.Body)
			}
			s.sound()
		}},
		{"a manager reads the own store's amount of a budget as listed; withdrawing what waits leaves what is live", func(t *testing.T, s *shop) {
			s.framed(`,"approval":["discount"]`)
			for _, path := range []string{"/v1/promotions/prm_soup", "/v1/promotions", "/v1/promotions/prm_soup/versions", atHarbour} {
				own, all := s.manager("GET", path, "", ""), s.get(access.Marketer, path)
				if s.status(own, 200, ""); !own.Has(`"S012":20000`) || own.Has(`"S013":30000`) {
					t.Errorf("%s tells a manager: %s", path, own.Body)
				}
				if path != atHarbour && !all.Has(`"S013":30000`) {
					t.Errorf("%s lacks another store for head office: %s", path, all.Body)
				}
			}
			s.status(s.manager("PUT", atHarbour, `{"texts":{"en":"Here: {discount} off {product}"}}`, "*"), 200, "")
			s.status(s.manager("POST", atHarbour+"/publish", "", ""), 200, "")
			s.status(s.manager("PUT", atHarbour, `{"reward":{"amount":70}}`, "*"), 200, "")
			s.status(s.manager("POST", atHarbour+"/submit", "", ""), 200, "")
			if back := s.manager("DELETE", atHarbour, "", ""); back.Status != 200 || !back.Has(`"state":"draft"`, `"live":{"texts"`) {
				t.Errorf("what is live went with what waited: %d %s", back.Status, back.Body)
			}
			s.sound()
		}},
		{"an earlier version of a promotion stands again, as an edit would make it", func(t *testing.T, s *shop) {
			s.promote(`{"texts":{"en":"One: {product}"}}`)
			at := "/v1/promotions/prm_soup"
			first := s.get(access.Marketer, at).Header.Get("ETag")
			n := strings.Trim(first, `"`)
			again := func(match string) servertest.Answer {
				return s.Do(servertest.Call{As: access.Marketer, Method: "POST", Path: at + "/versions/" + n + "/restore", Header: map[string]string{"If-Match": match}})
			}
			s.status(s.Do(servertest.Call{As: access.Marketer, Method: "PATCH", Path: at, Body: `{"texts":{"de":"Zwei: {product}"},"state":"paused"}`, Header: map[string]string{"If-Match": first}}), 200, "")
			s.status(again(first), 412, "stale")
			out := again("*")
			if s.status(out, 200, ""); !out.Has(`"texts":{"en":"One: {product}"}`, `"state":"paused"`) || out.Header.Get("ETag") == first {
				t.Errorf("got %s %s", out.Header.Get("ETag"), out.Body)
			}
			s.status(s.Do(servertest.Call{As: access.Marketer, Method: "PATCH", Path: at, Body: `{"budget":{"amount":900000}}`, Header: map[string]string{"If-Match": "*"}}), 200, "")
			s.status(again("*"), 409, "promotion_live") // a budget is never made smaller
			if trail := s.get(access.Owner, "/v1/audit?object=prm_soup"); !trail.Has(`"reason":"version ` + n + ` again"`) {
				t.Errorf("the audit has %s", trail.Body)
			}
		}},
		{"withdrawing returns what is free; money moves between stores as far as it is free", func(t *testing.T, s *shop) {
			s.framed("")
			s.status(s.manager("PUT", atHarbour, `{"reward":{"amount":70}}`, `"0"`), 200, "")
			move := func(body string) servertest.Answer {
				return s.Do(servertest.Call{As: access.Marketer, Path: "/v1/promotions/prm_soup/transfers", Body: body})
			}
			s.status(move(`{"to":"S012","amount":5000}`), 409, "no_version")
			s.status(s.manager("POST", atHarbour+"/publish", "", ""), 200, "")
			if a := move(`{"to":"S012","amount":5000}`); !a.Has(`"from_free":225000,"to_free":25000`) {
				t.Errorf("moved: %d %s", a.Status, a.Body)
			}
			s.status(move(`{"from":"S012","amount":25001}`), 409, "no_budget")
			s.status(move(`{"from":"S012","to":"S012","amount":1}`), 422, "validation")
			s.status(move(`{"from":"S099","amount":1}`), 422, "validation")
			s.sold(s.sale(s.Receipt(), ""))
			away := s.manager("DELETE", atHarbour, "", "")
			if s.status(away, 200, ""); !away.Has(`"state":"withdrawn"`, `"live":null`, `"budget":{"amount":21,"reserved":21,`) {
				t.Errorf("withdrawn: %s", away.Body)
			}
			if r := s.sold(s.sale(s.Receipt(), "")); !strings.Contains(string(r.Vouchers[0].Value), "50") {
				t.Errorf("after it was withdrawn: %s", r.Body)
			}
			s.status(s.manager("DELETE", atHarbour, "", ""), 409, "nothing_to_withdraw")
			s.sound()
		}},
		{"head office's change reaches versions that fit; pausing pauses all; printed vouchers keep their terms", func(t *testing.T, s *shop) {
			s.framed("")
			s.status(s.manager("PUT", atHarbour, `{"reward":{"amount":70}}`, `"0"`), 200, "")
			s.status(s.manager("POST", atHarbour+"/publish", "", ""), 200, "")
			code := s.issue("")
			change := func(body string) {
				t.Helper()
				tag := s.get(access.Owner, "/v1/promotions/prm_soup").Header.Get("ETag")
				s.status(s.Do(servertest.Call{As: access.Marketer, Method: "PATCH", Path: "/v1/promotions/prm_soup", Body: body, Header: map[string]string{"If-Match": tag}}), 200, "")
			}
			change(`{"texts":{"en":"New: {discount} off"}}`)
			if r := s.sold(s.sale(s.Receipt(), "")); len(r.Vouchers) != 1 || !strings.HasPrefix(r.Vouchers[0].Text, "New:") || !strings.Contains(string(r.Vouchers[0].Value), "70") {
				t.Errorf("after a change of texts: %s", r.Body)
			}
			change(`{"frame":{"discount":{"low":40,"high":60}}}`)
			if a := s.manager("GET", atHarbour, "", ""); !a.Has(`"attention":"`, `0.60 EUR at most`, `"live":{"reward":{"amount":70}}`) {
				t.Errorf("no longer in the frame: %s", a.Body)
			}
			if r := s.sold(s.sale(s.Receipt(), "")); !strings.Contains(string(r.Vouchers[0].Value), "70") {
				t.Errorf("what no longer fits lost its terms: %s", r.Body)
			}
			change(`{"state":"paused"}`)
			if r := s.sold(s.sale(s.Receipt(), `"vouchers":["`+code+`"]`)); len(r.Vouchers) != 0 || len(r.Rejected) != 1 || r.Rejected[0].Reason != "promotion_paused" {
				t.Errorf("paused: %s", r.Body)
			}
			s.status(s.manager("POST", atHarbour+"/publish", "", ""), 409, "promotion_not_live")
			s.sound()
		}},
		{"a limit of a customer counts over all versions", func(t *testing.T, s *shop) {
			s.framed("")
			s.status(s.manager("PUT", atHarbour, `{"reward":{"amount":70}}`, `"0"`), 200, "")
			s.status(s.manager("POST", atHarbour+"/publish", "", ""), 200, "")
			tag := s.get(access.Owner, "/v1/promotions/prm_soup").Header.Get("ETag")
			s.status(s.Do(servertest.Call{As: access.Marketer, Method: "PATCH", Path: "/v1/promotions/prm_soup", Body: `{"limits":{"per_customer":2,"total":4}}`, Header: map[string]string{"If-Match": tag}}), 200, "")
			if err := s.DeclareConsent(t.Context(), []string{"offers"}, "loyalty terms 7"); err != nil {
				t.Fatal(err)
			}
			s.NobodyHeldOut()
			s.refresh()
			count := func(card, store string) int {
				return len(s.sold(s.sale(s.Receipt(), fmt.Sprintf(`"store":%q,"customer":{"card":%q}`, store, card))).Vouchers)
			}
			if got := []int{count("2600000012348", "S012"), count("2600000012348", "S013"), count("2600000012348", "S012"), count("2600000012348", "S013")}; got[0] != 1 || got[1] != 1 || got[2]+got[3] != 0 {
				t.Errorf("one customer got %v in turn, want 1 1 0 0", got)
			}
			if got := []int{count("2600000099999", "S012"), count("2600000099999", "S013"), count("2600000088888", "S012"), count("2600000088888", "S013")}; got[0] != 1 || got[1] != 1 || got[2]+got[3] != 0 {
				t.Errorf("with four in all others got %v, want 1 1 0 0", got)
			}
			s.sound()
		}},
	})
}
