// Package foresee answers GET /v1/stock/forecast: what a product will ask for in a store
// on each of the coming days, with its range and why. It refuses computing any of it: a
// night's forecast is read. Another store than one's own is absent, in the same words as
// one that does not exist (TestForecast_AnotherStoreIsAbsent in httpapi).
package foresee

import (
	"context"
	"math"
	"net/http"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/foresight"
	"sartor/internal/httpapi/room"
	"sartor/internal/retail"
)

// Forecasts reads what a night left.
type Forecasts interface {
	// Forecast returns a product's forecast in a store. An unknown store or product is
	// fault.NotFound.
	Forecast(ctx context.Context, store retail.StoreID, product retail.ProductID) (Told, error)
}

// Told is a product's forecast in a store, and the night it is of; Row is nil when there
// is none.
type Told struct {
	Row *foresight.Forecast
	Day retail.BusinessDay // the last that was known
	At  retail.Micros
}

// Ports are what the route asks.
type Ports struct{ Forecasts Forecasts }

// Routes are the rows of the table.
func (p Ports) Routes() []room.Route {
	return []room.Route{{Pattern: "GET /v1/stock/forecast", Action: access.ReadStock, Answer: p.forecast}}
}

// View is the answer.
type View struct {
	Store   retail.StoreID   `json:"store"`
	Product retail.ProductID `json:"product"`
	Known   bool             `json:"known"` // false: not enough data, and days are empty
	AsOf    *string          `json:"as_of"` // the last day that was known; null when not known
	MadeAt  *string          `json:"made_at"`
	Basis   string           `json:"basis"` // own: what was sold here; censored: with empty shelves corrected; analogue: what like products sell
	Model   string           `json:"model"`
	History int              `json:"history_days"`
	Ratio   float64          `json:"ratio"` // of variance to mean of sums of days
	Days    []Day            `json:"days"`
}

// Day is one day ahead.
type Day struct {
	Day  string  `json:"day"`
	Mean float64 `json:"mean"` // units
	Low  float64 `json:"low"`  // 5 % lie below
	High float64 `json:"high"` // 5 % lie above
	Why  []Term  `json:"why"`
}

// Term is one reason: a level in units, a factor of it, or what comes on top.
type Term struct {
	Kind   string  `json:"kind"`           // base, weekday, effect or promotion
	Name   string  `json:"name,omitempty"` // of a weekday, a promotion
	Units  float64 `json:"units,omitempty"`
	Factor float64 `json:"factor,omitempty"`
}

func (p Ports) forecast(c *room.Call) error {
	q := c.R.URL.Query()
	store, product := retail.StoreID(q.Get("store")), retail.ProductID(q.Get("product"))
	switch {
	case store == "":
		return fault.AtField("/store", "is missing; ask for one store, such as ?store=S012&product=5901234123457")
	case product == "":
		return fault.AtField("/product", "is missing; ask for one product, such as ?store=S012&product=5901234123457")
	case !c.Who.MayAt(access.ReadStock, store):
		return fault.New(fault.NotFound, "", "no store %.40q", string(store))
	}
	told, err := p.Forecasts.Forecast(c.Context(), store, product)
	if err != nil {
		return err
	}
	v := told.View()
	v.Store, v.Product = store, product
	return c.Reply(http.StatusOK, v)
}

// View shapes a forecast.
func (t Told) View() View {
	f, v := t.Row, View{Known: t.Row != nil, Days: []Day{}, Basis: "none"}
	if f == nil {
		return v
	}
	day, at := t.Day.String(), t.At.Time().UTC().Format(time.RFC3339)
	v.AsOf, v.MadeAt, v.Model, v.History, v.Ratio = &day, &at, f.Model, f.Days, f.Ratio
	v.Basis = [...]string{"own", "censored", "analogue"}[f.Basis]
	for n := 1; n <= foresight.Horizon; n++ {
		v.Days = append(v.Days, Day{
			Day: (t.Day + retail.BusinessDay(n)).String(), Mean: round(f.On(n)), Low: f.Quantile(n, .05), High: f.Quantile(n, .95), Why: why(f, t.Day, n),
		})
	}
	return v
}

// why takes a day apart: base × weekday × effect + promotion. Factors near 1 are left out.
func why(f *foresight.Forecast, last retail.BusinessDay, n int) []Term {
	const plain = .03
	out := []Term{{Kind: "base", Units: round(f.Level)}}
	if w := f.Week[(n-1)%7]; math.Abs(w-1) > plain {
		out = append(out, Term{Kind: "weekday", Name: (last + retail.BusinessDay(n)).Time().Weekday().String(), Factor: round(w)})
	}
	if e := f.Effect(n); math.Abs(e-1) > plain {
		out = append(out, Term{Kind: "effect", Factor: round(e)})
	}
	if more := round(f.Planned[n-1]); more > 0 {
		out = append(out, Term{Kind: "promotion", Name: f.Event, Units: more})
	}
	return out
}

// round keeps two decimals: more is not known.
func round(v float64) float64 { return math.Round(v*100) / 100 }
