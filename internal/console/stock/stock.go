// Package stock owns the page of tonight's plan: what is ordered and moved, why, what it
// takes, and the forms that decide on it. It turns numbers into finished sentences and
// pictures; it refuses rules of planning, and reading.
//
// What always holds: a manager sees and decides what comes to the own store and leaves it,
// and sums of the chain stay with planners (TestStock_ManagersOwn); a decision on what no
// longer stands shows what does (TestStock_Clash); what was typed and refused stays in its
// row (TestStock_RefusedStays); who decided stays at the row (TestStock_StaysAtTheRow).
package stock

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Ports are what the page reads and asks.
type Ports struct {
	Plans Plans // nil: nobody plans
	Draw  func() uint64
}

// Plans reads tonight's plan and takes decisions.
type Plans interface {
	Evening(ctx context.Context, q Query) (Evening, error)
	Each(ctx context.Context, q Query, yield func(*Line) error) error // all lines that fit; the first error ends it
	Decide(ctx context.Context, who view.Actor, c Choice) error       // ErrClash when another decision stands
	Sweeps
	Ask(ctx context.Context, who view.Actor) error
	Send(ctx context.Context, who view.Actor, id string) error
	SetAuto(ctx context.Context, who view.Actor, rules map[string]Auto) error
	File(ctx context.Context, id, format, kind string) (body []byte, media, name string, err error)
}

// ErrClash is a decision on a proposal that no longer stands as it was shown.
var ErrClash = errors.New("somebody decided it meanwhile")

// Query is what is looked at.
type Query struct {
	Scope view.Scope
	Store retail.StoreID
	State string
	Kind  string
	Class string
	Find  string // of a product's name or number; empty: all
	After string // where the page before ended
}

// Evening is the plan that stands, as far as somebody may see it.
type Evening struct {
	Made     bool
	Blind    bool // of no shelf is known what lies there
	Day      retail.BusinessDay
	At       time.Time
	CutOff   string
	Late     bool // made after the cut-off
	Chain    bool // the chain's sums are known and may be seen
	Currency retail.Currency
	Open     int64 // proposals that wait, of those looked at
	OpenMove int64 // of them moves
	Agreed   int64 // accepted and not sent
	Haulage  float64
	Outlay   float64
	MoveGain Range
	Vans     int
	VansMost int
	VanSpace float64
	MoreMove int
	Promised int
	Held     int
	Days     []Day
	Nothing  map[string]int
	Lines    []Line
	Total    int    // lines that fit the query
	Next     string // where the next page begins; empty: this is the last
	Gain     Range  // of all that was proposed
	Orders   int
	Moves    int
	Stores   []Place
	Exports  []Export
	Auto     map[string]Auto
	Drifting []string
	ByRule   int64
	Hands    Hands
}

// Hands is how orders that people changed turned out, once their days were over.
type Hands struct {
	Lines     int     // compared
	Least     int     // from how many on they say anything
	Nearer    float64 // share in which people were nearer to what was sold
	Low, High float64 // its 90 % range
}

// Range is an expectation with its 5 and 95 % points.
type Range struct{ Low, Mid, High float64 }

// Day is one day's shares of what is wanted that is there.
type Day struct {
	Day           retail.BusinessDay
	Without, With Range
}

// Place is a store by its names.
type Place struct {
	ID   retail.StoreID
	Name string
}

// Line is one proposal.
type Line struct {
	ID       string
	Version  int64
	Kind     string
	State    string
	Product  string
	Code     retail.ProductID
	To, From Place
	Supplier string
	Units    int64
	Agreed   int64
	Pack     int
	Gain     Range
	Cover    [2]float64
	More     float64
	Less     float64
	Outlay   float64
	Currency retail.Currency
	Policy   string
	Terms    []Term
	Actor    string
	Reason   string
	Decided  time.Time
}

// Term is one reason.
type Term struct {
	Kind  string
	Value float64
	Days  int
	Text  string
}

// Export is what went out.
type Export struct {
	ID     string
	Lines  int
	At     time.Time
	Orders bool
	Moves  bool
}

// Auto is what a class may be accepted by rule.
type Auto struct {
	On   bool
	Gain retail.Minor
	Most int64
}

// Choice is one decision.
type Choice struct {
	Scope   view.Scope
	ID      string
	Version int64
	Do      string
	Units   int64
	Reason  string

	Confirmed int64 // the Units that were asked about once more
}

// Unlikely is a number of units that is asked about once more, and what it would mean.
type Unlikely struct {
	Units        int64
	Times, Weeks float64 // Weeks is infinite where none of it is expected to be sold
	Shelf        int64   // units that fit; 0: any number
	Cost         float64 // of an order, in minor units
}

// Error says that nobody confirmed it.
func (u *Unlikely) Error() string { return "it is asked about once more" }

// Routes are the page and its forms.
func (p Ports) Routes() []shell.Route {
	if p.Plans == nil {
		return nil
	}
	return []shell.Route{
		{Pattern: "GET /stock", Screen: shell.Stock, Answer: p.show},
		{Pattern: "GET /stock/proposals/{proposal}", Screen: shell.Stock, Answer: func(c *shell.Call) error { // where a refused form stands, read anew
			c.Redirect("/stock#" + url.PathEscape(c.R.PathValue("proposal")))
			return nil
		}},
		{Pattern: "POST /stock/proposals/{proposal}", Screen: shell.Stock, Action: access.DecidePlans, Trail: "proposal.accept", Answer: p.decide},
		{Pattern: "POST /stock/accept", Screen: shell.Stock, Action: access.DecidePlans, Trail: "proposal.accept", Answer: p.acceptAll},
		{Pattern: "POST /stock/accept/undo", Screen: shell.Stock, Action: access.DecidePlans, Trail: "proposal.undo", Answer: p.undoAll},
		{Pattern: "POST /stock/plan", Screen: shell.Stock, Action: access.SetPlans, Trail: shell.Untracked + "a plan decides nothing by itself", Answer: p.ask},
		{Pattern: "POST /stock/send", Screen: shell.Stock, Action: access.SetPlans, Trail: "proposal.send", Answer: p.send},
		{Pattern: "POST /stock/auto", Screen: shell.Stock, Action: access.SetPlans, Trail: "plan.settings", Answer: p.auto},
		{Pattern: "GET /stock/exports/{export}", Screen: shell.Stock, Action: access.SetPlans, Answer: p.file},
	}
}

// queryOf reads what is looked at from the address. A store of others does not exist.
func queryOf(c *shell.Call, from url.Values) (Query, error) {
	q := Query{Scope: c.Scope(), Store: retail.StoreID(from.Get("store")), State: from.Get("state"), Kind: from.Get("kind"), Class: from.Get("class"), Find: strings.TrimSpace(from.Get("q")), After: from.Get("after")}
	if q.Store != "" && !q.Scope.Allows(q.Store) {
		return q, shell.ErrAbsent()
	}
	return q, nil
}

// back is the address of the list that a form stands on, with what was done.
func back(c *shell.Call, done string) string {
	q := url.Values{}
	for _, name := range shell.PlanList() {
		if v := c.R.PostForm.Get("at_" + name); v != "" {
			q.Set(name, v)
		}
	}
	if done != "" {
		q.Set("done", done)
	}
	if len(q) == 0 {
		return "/stock"
	}
	return "/stock?" + q.Encode()
}

func (p Ports) show(c *shell.Call) error { return p.render(c, http.StatusOK, nil) }

// refused is what was typed in a row and cannot be.
type refused struct {
	id, field, text, units, reason string
	once                           *Unlikely // the number is asked about once more
}

func (p Ports) render(c *shell.Call, status int, no *refused) error {
	ask := c.R.URL.Query()
	if no != nil {
		for _, name := range shell.PlanList() {
			ask.Set(name, c.R.PostForm.Get("at_"+name))
		}
	}
	q, err := queryOf(c, ask)
	if err != nil {
		return err
	}
	v, err := p.Plans.Evening(c.R.Context(), q)
	if err != nil {
		return err
	}
	b := builder{Call: c, q: q, v: &v, w: c.F.W.Stock, no: no, draw: p.Draw}
	return c.RenderAs(status, body(b.page()))
}

// decide is one line's form.
func (p Ports) decide(c *shell.Call) error {
	form := c.R.PostForm
	in := Choice{Scope: c.Scope(), ID: c.R.PathValue("proposal"), Do: form.Get("do"), Reason: form.Get("reason")}
	if again, err := strconv.ParseInt(form.Get("confirm"), 10, 64); err == nil {
		in.Do, in.Confirmed = "adjust", again
	}
	in.Version, _ = strconv.ParseInt(form.Get("version"), 10, 64) // without one: whatever stands
	done := map[string]string{"accept": "accepted", "adjust": "adjusted", "reject": "rejected", "undo": "undone"}[in.Do]
	if done == "" {
		return fault.New(fault.Malformed, "bad_form", "")
	}
	var err error
	if in.Do == "adjust" {
		if in.Units, err = strconv.ParseInt(strings.TrimSpace(form.Get("units")), 10, 64); err != nil {
			err = &Refused{Why: NoNumber, Fault: fault.AtField("/units", "%.20q is no whole number of pieces", form.Get("units"))}
		}
	}
	if err == nil {
		err = p.Plans.Decide(c.R.Context(), c.Actor(in.Reason), in)
	}
	field, text := said(c.F, err)
	once, unlikely := errors.AsType[*Unlikely](err)
	switch {
	case errors.Is(err, ErrClash):
		c.Redirect(back(c, "plan.clash"))
		return nil
	case unlikely, fault.Is(err, fault.Invalid):
		return p.render(c, http.StatusUnprocessableEntity, &refused{in.ID, field, text, form.Get("units"), in.Reason, once})
	case err != nil:
		return err
	}
	c.Redirect(back(c, "plan."+done+"_"+in.ID) + "#" + url.PathEscape(stay(form, in.ID, done)))
	return nil
}

// stay is where the reader stays: at the row, beside it where it leaves the list.
func stay(form url.Values, id, done string) string {
	state := cmp.Or(form.Get("at_state"), "proposed")
	if done == state || done == "undone" && state == "proposed" {
		return id
	}
	return cmp.Or(form.Get("beside"), "list")
}

func (p Ports) ask(c *shell.Call) error {
	if err := p.Plans.Ask(c.R.Context(), c.Actor("")); err != nil {
		return err
	}
	c.Redirect(back(c, "plan.asked"))
	return nil
}

func (p Ports) send(c *shell.Call) error {
	if err := p.Plans.Send(c.R.Context(), c.Actor(""), c.R.PostForm.Get("export")); fault.CodeOf(err) == "nothing_to_send" {
		c.Redirect(back(c, "")) // the page says so: somebody else was first
		return nil
	} else if err != nil {
		return err
	}
	c.Redirect(back(c, "plan.sent"))
	return nil
}

// mostGain is more than any line brings, in units of the currency.
const mostGain = 1e9

// auto reads the rules of all classes as they stand in the form.
func (p Ports) auto(c *shell.Call) error {
	rules := map[string]Auto{}
	for _, class := range c.R.PostForm["class"] {
		gain, err := strconv.ParseFloat(c.R.PostForm.Get("gain_"+class), 64)
		most, err2 := strconv.ParseInt(c.R.PostForm.Get("most_"+class), 10, 64)
		if err != nil || err2 != nil {
			return fault.New(fault.Malformed, "bad_form", "")
		}
		if most < 1 || !(gain >= 0 && gain < mostGain) {
			return fault.New(fault.Invalid, "auto_limits", "A class needs at least 1 piece and a gain of at least 0: beyond them nothing is accepted by rule.")
		}
		rules[class] = Auto{On: c.R.PostForm.Get("on_"+class) != "", Gain: retail.Minor(gain * 100), Most: most}
	}
	if err := p.Plans.SetAuto(c.R.Context(), c.Actor(""), rules); err != nil {
		return err
	}
	c.Redirect(back(c, "plan.rules"))
	return nil
}

func (p Ports) file(c *shell.Call) error {
	q := c.R.URL.Query()
	body, media, name, err := p.Plans.File(c.R.Context(), c.R.PathValue("export"), q.Get("format"), q.Get("kind"))
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", media)
	c.W.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err = c.W.Write(body)
	return err
}
