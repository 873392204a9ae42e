// Package bench owns what waits for a decision: each thing as one row with what it is,
// what waiting costs an hour with its range, until when, and the one thing to do. It
// leaves out what the role could do nothing about, and what was set aside for a day.
//
// What always holds: rows keep the order they came in (server/bench decides it), a cost
// never stands without its range, and a row is shown to those only who may open it
// (TestBench_ByRole).
package bench

import (
	"hash/fnv"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Panel is what lies on the bench.
type Panel struct {
	W         *phrase.Words
	Frame     shell.Frame
	Rows      []row
	Priced    bool // some row has a cost: the table has a tape
	Tape      mark.Tape
	Cost      string // of waiting an hour, all rows together; empty: none is known
	CostRange string // as wide as all of them being wrong the same way
}

// row is one thing to decide.
type row struct {
	Key, What, Note, URL string
	Figure, Range        string // of the cost an hour, or of what it cost once
	Span                 *mark.Span
	By, ByNote           string
	Badge                shell.Badge
	Act                  string
	Apart                *apart // nil: no question of who is who
	OfPromotion          bool
}

// apart is a proposal that somebody may say no to.
type apart struct{ URL, Other string }

// Of makes the panel.
func Of(c *shell.Call, fr shell.Frame, items []view.BenchItem) Panel {
	p := Panel{W: c.F.W, Frame: fr}
	aside := setAside(c.R)
	low, top := 0.0, 0.0
	var sum view.Interval
	cur := retail.Currency("")
	var shown []view.BenchItem
	for i := range items {
		b := &items[i]
		if !opens(c, b) || aside[keyOf(b)] {
			continue
		}
		shown = append(shown, *b)
		if b.Cost.Known() {
			low, top, cur = min(low, b.Cost.Low), max(top, b.Cost.High), b.Currency
			sum.Low, sum.Mid, sum.High = sum.Low+b.Cost.Low, sum.Mid+b.Cost.Mid, sum.High+b.Cost.High
		}
	}
	if p.Priced = top > 0; p.Priced {
		p.Tape = mark.NewTape(low, top, func(x float64) string { return c.F.Axis(x, cur) })
		p.Cost, p.CostRange = c.F.Short(sum.Mid, cur), c.F.MoneyRange(sum.Low, sum.High, cur)
	}
	for i := range shown {
		p.Rows = append(p.Rows, p.rowOf(c, &shown[i]))
	}
	return p
}

// First is what matters most of what lies there, and its address: to a marketer the first
// row of a promotion, empty where there is none; to others the first row.
func (p *Panel) First(c *shell.Call) (what, url string) {
	for i := range p.Rows {
		if r := &p.Rows[i]; r.OfPromotion || c.Who.Role != access.Marketer {
			return r.What, r.URL
		}
	}
	return "", ""
}

// opens reports whether somebody can do something about an item.
func opens(c *shell.Call, b *view.BenchItem) bool {
	role := c.Who.Role
	switch b.Kind {
	case view.BenchOverdrawn, view.BenchClosed, view.BenchSpent, view.BenchFlop:
		return shell.Sees(role, shell.Promotions)
	case view.BenchApproval:
		return c.Who.May(access.EditPromotions)
	case view.BenchTwice:
		return shell.Sees(role, shell.Vouchers)
	case view.BenchRefused:
		return shell.Sees(role, shell.Learn)
	case view.BenchMerge:
		return shell.Sees(role, shell.Customers)
	case view.BenchLate:
		return shell.Sees(role, shell.Stores)
	case view.BenchRisk:
		return shell.Sees(role, shell.Segments)
	case view.BenchOrders:
		return c.Who.May(access.DecidePlans) && shell.Sees(role, shell.Stock)
	case view.BenchRollout:
		return c.Who.May(access.EditRollouts) && shell.Sees(role, shell.Rollouts)
	}
	return false
}

// plotHeight is the height of a row's plot in px.
const plotHeight = 48

func (p *Panel) rowOf(c *shell.Call, b *view.BenchItem) row {
	r := said(c, b)
	r.Key, r.OfPromotion = keyOf(b), b.Promotion != "" && b.Kind != view.BenchTwice
	r.By, r.ByNote = by(c, b.By)
	if r.By == "" {
		r.ByNote = phrase.Fill(c.F.W.Decide.Since, phrase.Slot{Name: "t", Text: c.F.When(b.At)})
	}
	if b.Cost.Known() {
		r.Figure, r.Range = c.F.Short(b.Cost.Mid, b.Currency), c.F.MoneyRange(b.Cost.Low, b.Cost.High, b.Currency)
		title := phrase.Fill(c.F.W.Decide.CostTitle, phrase.Slot{Name: "cost", Text: r.Figure}, phrase.Slot{Name: "range", Text: r.Range})
		span := mark.NewSpan(p.Tape, title, mark.Estimate{Low: b.Cost.Low, Mid: b.Cost.Mid, High: b.Cost.High}, plotHeight)
		if !b.Cost.Proven() {
			span = span.Ring()
		}
		r.Span = &span
	}
	return r
}

// by writes a deadline: the hour and how long until then, within a day; else the day.
func by(c *shell.Call, t time.Time) (when, note string) {
	w := c.F.W.Decide
	left := t.Sub(c.F.Now)
	switch {
	case t.IsZero():
		return "", ""
	case left <= 0:
		return c.F.When(t), w.Overdue
	case left < 24*time.Hour:
		return c.F.When(t), phrase.Fill(w.ByIn, phrase.Slot{Name: "t", Text: c.F.Took(left.Round(time.Minute))})
	}
	return c.F.Date(t), ""
}

// keyOf is an item's key, short enough for a cookie.
func keyOf(b *view.BenchItem) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(b.Key())) // a hash never fails
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// AsideCookie remembers what somebody set aside, for a day in this browser.
const AsideCookie = "sartor_aside"

// mostAside bounds what is set aside: who sets aside more than that has a list, not a
// bench.
const mostAside = 24

func setAside(r *http.Request) map[string]bool {
	out := map[string]bool{}
	c, err := r.Cookie(AsideCookie)
	if err != nil {
		return out
	}
	for key := range strings.SplitSeq(c.Value, ".") {
		if len(out) < mostAside && key != "" {
			out[key] = true
		}
	}
	return out
}

// Aside answers POST /today/aside: an item rests for a day, or comes back.
func Aside(c *shell.Call) error {
	key := c.R.PostFormValue("key")
	n, _ := strconv.ParseUint(key, 36, 64) // 0, or far too much, where it is no key
	if n == 0 || n > math.MaxUint32 {
		c.Redirect("/today")
		return nil
	}
	set := setAside(c.R)
	done := "aside." + key
	if c.R.PostFormValue("back") != "" {
		delete(set, key)
		done = ""
	} else {
		set[key] = true
	}
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	http.SetCookie(c.W, &http.Cookie{
		Name: AsideCookie, Value: strings.Join(keys[:min(len(keys), mostAside)], "."), Path: "/", MaxAge: int((24 * time.Hour).Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	if done == "" {
		c.Redirect("/today")
		return nil
	}
	c.Redirect("/today?done=" + url.QueryEscape(done))
	return nil
}

// Apart answers POST /customers/{id}/apart: the other is somebody else, or, taken
// back, may be the same after all.
func Apart(c *shell.Call, on view.Commands) error {
	id, err := retail.ParseCustomerID(c.R.PathValue("id"))
	if err != nil {
		return shell.ErrAbsent()
	}
	other, err := retail.ParseCustomerID(c.R.PostFormValue("other"))
	if err != nil {
		return fault.AtField("other", "%s", c.F.W.Decide.NoOther)
	}
	a := view.Apart{Customer: id, Other: other, Back: c.R.PostFormValue("back") != ""}
	if err := on.Apart(c.R.Context(), c.Actor(""), a); err != nil {
		return err
	}
	if a.Back {
		c.Redirect("/today")
		return nil
	}
	c.Redirect("/today?done=" + url.QueryEscape("apart."+id.String()+"."+other.String()))
	return nil
}
