package local

import (
	"cmp"
	"net/url"
	"strconv"
	"time"

	"sartor/internal/console/field"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/terms"
	"sartor/internal/console/tryon"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

func fieldsOnly(typed url.Values) field.Form { return field.Form{Typed: typed} }

// try is the preview of the version in its store.
type try = tryon.Panel

func (s *sheet) trial() *tryon.Sheet {
	return &tryon.Sheet{F: s.F, Scope: s.Scope(), Pseudonym: s.Pseudonym, Templates: s.desk.Templates, Customers: s.desk.Customers, Form: &s.form, Places: []view.Place{s.v.Store}}
}

func (s *sheet) try() try { return s.trial().Panel(s.ctx(), nil, nil, s.v.Centre.Budget.Currency) }

// tryOn puts what the version would print into the page.
func (s *sheet) tryOn(p *page) error {
	for _, name := range []string{"look_customer", "look_number"} {
		s.form.Typed.Set(name, s.R.URL.Query().Get(name))
	}
	s.form.Typed.Set("look_store", string(s.v.Store.ID))
	fit, err := s.trial().Fit(s.ctx(), s.local(s.now))
	p.Try = s.trial().Panel(s.ctx(), fit, nil, s.v.Centre.Budget.Currency)
	return err
}

// differences says in one line what changes make different.
func (s *sheet) differences(c promotion.Changes) string {
	local := c.On(s.v.Centre)
	return terms.Summary(s.F, &s.v.Centre, &local, s.names())
}

// queuePage is what waits for head office.
type queuePage struct {
	Frame shell.Frame
	Head  shell.Head
	W     phrase.LocalWords
	Rows  []queueRow
}

type queueRow struct {
	URL, Promotion, Store, Author, Changes, Age, Number string
	Badge                                               shell.Badge
}

// How long a version waits before its row says so: half a working day, then a day.
const (
	lateAfter   = 4 * time.Hour
	urgentAfter = 24 * time.Hour
)

// Queue is GET /approvals.
func (d *Desk) Queue(c *shell.Call) error {
	rows, err := d.Locals.Queue(c.R.Context())
	if err != nil {
		return err
	}
	w := c.F.W.Local
	p := queuePage{W: w, Frame: c.Frame(w.QueueTitle, shell.Promotions, shell.Crumb{Text: c.F.W.Screens[string(shell.Promotions)], URL: "/promotions"}, shell.Crumb{Text: w.QueueTitle, Strong: true})}
	if err := d.queueToast(c, &p.Frame); err != nil {
		return err
	}
	late := int64(0)
	for i := range rows {
		r := rowOf(c.F, &rows[i])
		age := c.F.Now.Sub(rows[i].Version.Submitted.Time())
		if age >= urgentAfter {
			late++
		}
		p.Rows = append(p.Rows, queueRow{
			URL: r.URL, Promotion: r.Promotion, Store: r.Store, Author: r.Author, Changes: r.Changes, Age: c.F.Took(max(age, time.Minute)), Badge: ageBadge(w, age), Number: strconv.FormatInt(rows[i].Version.Number, 10),
		})
	}
	p.Head = shell.Head{H1: w.QueueTitle, AsOf: w.QueueSub, Answer: phrase.Sentence(w.QueueNone)}
	if n := int64(len(rows)); n > 0 {
		p.Head.Answer = phrase.Sentence(w.QueueAnswer.Form(n), phrase.Slot{Name: "n", Text: c.F.NumberWord(n), URL: "#queue"}, phrase.Slot{Name: "age", Text: p.Rows[0].Age})
	}
	return c.Render(queueBody(p))
}

// queueToast says what was just decided here, and offers the way back.
func (d *Desk) queueToast(c *shell.Call, f *shell.Frame) error {
	q := c.R.URL.Query()
	if !q.Has("store") {
		return nil
	}
	s := &sheet{Call: c, desk: d, w: c.F.W.Local}
	var err error
	s.v, err = d.Locals.Local(c.R.Context(), c.Scope(), view.LocalAt{Promotion: retail.PromotionID(q.Get("promotion")), Store: retail.StoreID(q.Get("store"))})
	if fault.Is(err, fault.NotFound) { // the address was written by hand
		return nil
	}
	s.toast(f, q.Get("done"), shell.Hidden{Name: "from", Value: "queue"})
	return err
}

// ageBadge grows louder as a version waits.
func ageBadge(w phrase.LocalWords, age time.Duration) shell.Badge {
	switch {
	case age >= urgentAfter:
		return shell.Badge{Text: w.Urgent, Class: "pin"}
	case age >= lateAfter:
		return shell.Badge{Text: w.Late, Class: "warn"}
	}
	return shell.Badge{Text: w.Fresh, Class: "basted"}
}

// row is one version in a list.
type row struct {
	URL, Promotion, Store, Region, Author, Changes string
	Badge                                          shell.Badge
	Cap, Spent                                     string
	Share                                          string // of its budget that is spent, as a number of 100
	Issued, Used                                   string
	StoreID                                        string
}

func rowOf(f phrase.Formatter, r *view.LocalRow) row {
	local := r.Version.Changes.On(r.Centre)
	n := terms.Names{Product: func(id retail.ProductID) string { return r.Named[id] }}
	cur := r.Centre.Budget.Currency
	out := row{
		URL: "/promotions/" + string(r.Promotion) + "/stores/" + url.PathEscape(string(r.Store.ID)), Promotion: cmp.Or(r.Centre.NameIn(f.W.Language), r.PromotionName), Store: r.Store.Name, Region: r.Store.Region, StoreID: string(r.Store.ID),
		Author: cmp.Or(r.Author, f.W.Local.Somebody), Changes: cmp.Or(terms.Summary(f, &r.Centre, &local, n), f.W.Local.NoDifference), Badge: StateBadge(f, &r.Version), Issued: f.Count(r.Issued), Used: f.Count(r.Used),
	}
	if r.Budget.Cap > 0 {
		out.Cap, out.Spent, out.Share = f.Money(r.Budget.Cap, cur), f.Money(r.Budget.Given(), cur), strconv.FormatInt(int64(100*r.Budget.Spent/r.Budget.Cap), 10)
	}
	return out
}
