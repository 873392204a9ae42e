package httpapi

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/foresight"
	"sartor/internal/httpapi/foresee"
	"sartor/internal/httpapi/room"
	"sartor/internal/retail"
)

// nights knows one product in one store.
type nights struct{}

func (nights) Forecast(_ context.Context, store retail.StoreID, product retail.ProductID) (foresee.Told, error) {
	f := foresight.Forecast{Product: 1, Ratio: 1.5, Level: 12, Model: "ses+7", Days: 400, Week: [7]float64{1, 1.4, 1, 1, 1, 1, .6}}
	for i := range f.Means {
		f.Means[i] = f.Level * f.Week[i%7]
	}
	f.Means[1] *= 1.5
	f.Means[3], f.Planned[3], f.Event = f.Means[3]+6, 6, "Soup week"
	if store != "S012" {
		return foresee.Told{}, fault.New(fault.NotFound, "", "no store %q", string(store))
	}
	if product != "5901234123457" {
		return foresee.Told{}, nil
	}
	return foresee.Told{Row: &f, Day: retail.Day(2026, 11, 25), At: 1_764_122_400_000_000}, nil
}

func forecastRoutes() []room.Route { return foresee.Ports{Forecasts: nights{}}.Routes() }

// TestForecast_WithItsWhy: a day is taken apart into what stands, its weekday and what
// moves it beside.
func TestForecast_WithItsWhy(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.do(t, request{as: access.Planner, method: "GET", path: "/v1/stock/forecast?store=S012&product=5901234123457"})
	for _, want := range []string{
		`"known":true`, `"as_of":"2026-11-25"`, `"basis":"own"`, `"model":"ses+7"`, `"history_days":400`,
		`{"day":"2026-11-26","mean":12,"low":6,"high":19,"why":[{"kind":"base","units":12}]}`,
		`"why":[{"kind":"base","units":12},{"kind":"weekday","name":"Friday","factor":1.4},{"kind":"effect","factor":1.5}]`,
		`"mean":18,"low":10,"high":27,"why":[{"kind":"base","units":12},{"kind":"promotion","name":"Soup week","units":6}]`,
		`"day":"2026-12-23"`,
	} {
		if a.Code != http.StatusOK || !strings.Contains(a.Body.String(), want) {
			t.Errorf("%d %s lacks %s", a.Code, a.Body, want)
		}
	}
	if a := r.do(t, request{as: access.Planner, method: "GET", path: "/v1/stock/forecast?store=S012&product=C"}); a.Code != http.StatusOK || !strings.Contains(a.Body.String(), `"known":false,"as_of":null`) || !strings.Contains(a.Body.String(), `"days":[]`) {
		t.Errorf("nothing is known: %d %s", a.Code, a.Body)
	}
}

// TestForecast_AnotherStoreIsAbsent: in the same words as one that does not exist, and
// what is missing is named.
func TestForecast_AnotherStoreIsAbsent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, c := range []struct {
		as     access.Role
		query  string
		status int
		says   string
	}{
		{access.Manager, "store=S013&product=C", http.StatusNotFound, "no store"},
		{access.Planner, "store=nowhere&product=C", http.StatusNotFound, "no store"},
		{access.Manager, "store=S012&product=C", http.StatusOK, `"known":false`},
		{access.Planner, "product=C", http.StatusUnprocessableEntity, "store"},
		{access.Planner, "store=S012", http.StatusUnprocessableEntity, "product"},
		{access.Source, "store=S012&product=C", http.StatusForbidden, ""},
	} {
		a := r.do(t, request{as: c.as, method: "GET", path: "/v1/stock/forecast?" + c.query})
		if a.Code != c.status || !strings.Contains(a.Body.String(), c.says) {
			t.Errorf("%s %s: %d %s, want %d %s", c.as, c.query, a.Code, a.Body, c.status, c.says)
		}
	}
}
