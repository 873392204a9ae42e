package tonight_test

import (
	"errors"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/stock"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
)

// TestDecide_RefusesWhatNobodyCanRead: reasons stand in one line, and an export has a
// name that an address can hold.
func TestDecide_RefusesWhatNobodyCanRead(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	one := "/v1/stock/proposals/" + made(t, s, d)[0].ID.String()
	for path, bodies := range map[string][]string{
		one + "/accept":              {`{"reason":"a\u0000b"}`},
		one + "/reject":              {`{"reason":"a\u0000b"}`, `{"reason":"a\nb"}`},
		"/v1/stock/proposals/accept": {`{"reason":"a\u0000b"}`, `{"reason":"` + strings.Repeat("x", 201) + `"}`, `{"kind":"transfer"}`, `{"class":"D"}`},
		"/v1/stock/exports":          {`{"export":"."}`, `{"export":".."}`, `{"export":"a\u0000"}`},
	} {
		for _, body := range bodies {
			if a := s.Do(servertest.Call{As: access.Planner, Method: "POST", Path: path, Body: body}); a.Status != 422 {
				t.Errorf("%s %s: %d %s", path, body, a.Status, a.Body)
			}
		}
	}
	for _, query := range []string{"kind=transfer", "class=D"} {
		if a := s.Do(servertest.Call{As: access.Planner, Method: "GET", Path: "/v1/stock/proposals?" + query}); a.Status != 422 {
			t.Errorf("%s: %d %s", query, a.Status, a.Body)
		}
	}
}

// TestDecide_RefusesInAnyLanguage: pages are told why and with which numbers, never only
// in English.
func TestDecide_RefusesInAnyLanguage(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 2, "soup": 400})
	count(t, s, 2, map[retail.ProductID]int{"bread": 300, "soup": 400})
	order := made(t, s, d)[0].ID.String()
	for _, c := range []struct {
		reason  string
		units   int64
		why     string
		numbers int
	}{
		{"x", 0, stock.UnitsRange, 1}, {"x", 7, stock.NotPacks, 4}, {strings.Repeat("x", 201), 12, stock.ReasonLong, 2}, {"a\nb", 12, stock.ReasonLines, 0}, {"", 600, stock.ReasonNone, 0},
	} {
		err := tonight.Pages{Desk: d}.Decide(t.Context(), view.Actor{Staff: "ada"}, stock.Choice{Scope: view.Scope{All: true}, ID: order, Do: "adjust", Units: c.units, Reason: c.reason})
		no, ok := errors.AsType[*stock.Refused](err)
		if !ok || no.Why != c.why || len(no.N) != c.numbers || !fault.Is(err, fault.Invalid) {
			t.Errorf("%d pieces for %.9q: %v, want %s with %d numbers", c.units, c.reason, err, c.why, c.numbers)
		}
	}
}

// TestProposal_AbsentInTheSameWords: another store's proposal is absent like one that
// does not exist.
func TestProposal_AbsentInTheSameWords(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	id := made(t, s, d)[0].ID
	said := func(id string) string {
		a := asManager(s, 2, "/v1/stock/proposals/"+id)
		var p struct{ Title, Detail, Code string }
		a.Into(t, &p)
		if a.Status != 404 || p.Detail == "" {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		return strings.ReplaceAll(p.Code+p.Detail, id, "X")
	}
	other := id.String()
	id.Line = 700
	if there, absent := said(other), said(id.String()); there != absent {
		t.Errorf("%s; what does not exist: %s", there, absent)
	}
}

// TestRun_NothingToPlanWithoutStores: a chain that has no store yet has no plan due, and
// who asks for one is told why.
func TestRun_NothingToPlanWithoutStores(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	d := tonight.Of(s.Chain)
	if err := d.Ask(t.Context(), "ada"); !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	if err := d.Due(t.Context()); err != nil {
		t.Errorf("what is due: %v", err)
	}
}

// asManager reads as the manager of one store.
func asManager(s *servertest.Shop, store uint32, path string) servertest.Answer {
	token := s.Token(access.Principal{Role: access.Manager, Stores: []retail.StoreID{s.DB.Catalogue().Store(store).ID}})
	return s.Do(servertest.Call{Method: "GET", Path: path, Header: map[string]string{"Authorization": "Bearer " + token}})
}
