package console

import (
	"strconv"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/mark"
	"sartor/internal/console/people"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// customerPage is one customer.
type customerPage struct {
	Frame    frame
	Head     head
	Habits   []habitRow
	Due      []dueRow
	DueTitle string
	Silent   string // why no habits are shown, or empty
	Clock    mark.Clock
	ClockSay string
	Vouchers []voucherRow
	Timeline []touchRow
	Older    string // how many vouchers are folded, or empty
	Earlier  string // how many touches are
	Consent  []consentRow
	May      bool // set consent
	Facts    []fact
	URL      string
	ShowBuys bool
	Expects  bool // what is expected of them may be shown
	Expected people.Panels
}

// habitRow is one product with the chance that the next basket holds it.
type habitRow struct {
	Name, Why, Chance, Range string
	Meter                    mark.Meter
}

// touchRow is one entry of the timeline.
type touchRow struct{ When, What, Note, URL, Class string }

// consentRow is one purpose.
type consentRow struct {
	Purpose, Name string
	Badge         badge
	Since, Proof  string
	Button, Set   string // what the button does
}

// fact is one line of a list of names and values.
type fact struct{ Name, Value, URL string }

func customerHandler(c *call) error {
	id, err := retail.ParseCustomerID(c.R.PathValue("id"))
	if err != nil {
		return shell.ErrAbsent()
	}
	v, err := c.site.cfg.Customers.Customer(c.R.Context(), c.Scope(), id)
	if err != nil {
		return err
	}
	if c.Who.MayName(v.Standing) {
		if err := c.site.cfg.Commands.CustomerSeen(c.R.Context(), c.Actor(""), id); err != nil {
			return err
		}
	}
	return c.Render(customerBody(c.customerPage(v)))
}

func (c *call) customerPage(v view.Customer) customerPage {
	name := c.NameOf(v.Standing, v.Identifiers)
	p := customerPage{
		Frame:  c.Frame(name, customers, crumb{Text: c.F.W.Screens[string(customers)], URL: "/customers"}, crumb{Text: c.Pseudonym(v.ID, v.Identifiers)}),
		URL:    "/customers/" + v.ID.String(),
		May:    c.Who.May(access.SetConsent),
		Facts:  c.customerFacts(v),
		Silent: c.silence(v),
	}
	counted := c.countedFrom(v.Ended)
	p.ShowBuys = p.Silent == ""
	if p.ShowBuys {
		p.Habits, p.Due = counted.habitRows(v), counted.dueRows(v)
		p.Clock, p.ClockSay = c.visitClock(v)
	}
	if p.Expects = v.Profiled && shell.Habits(c.Who.Role); p.Expects {
		p.Expected = people.Of(counted.F, &v)
	}
	p.DueTitle, p.Due = c.dueTitle(p.Due), p.Due[:min(len(p.Due), shownHabits)]
	for _, row := range v.Vouchers {
		p.Vouchers = append(p.Vouchers, c.voucherRow(row))
	}
	for _, t := range v.Timeline {
		p.Timeline = append(p.Timeline, c.touchRow(t))
	}
	p.Older, p.Earlier = c.beyond(len(p.Vouchers)), c.beyond(len(p.Timeline))
	for _, k := range v.Consent {
		p.Consent = append(p.Consent, c.consentRow(k))
	}
	rights := c.personRights(p.URL, name)
	p.Head = head{H1: name, Badges: c.customerBadges(v), Acts: rightsActs(p.Frame, rights), Answer: c.customerAnswer(v, p), AsOf: c.customerAsOf(v) + " " + c.Privacy()}
	return p
}

// countedFrom is the same call on the day that days are counted from; zero: now.
func (c *call) countedFrom(ended time.Time) *call {
	if ended.IsZero() {
		return c
	}
	from := *c.Call
	from.F.Now = ended
	return &call{Call: &from, site: c.site}
}

// customerAsOf says as of when the page is, and from when it counts.
func (c *call) customerAsOf(v view.Customer) string {
	out := c.asOf(v.AsOf)
	if !v.Ended.IsZero() {
		out += " " + phrase.Fill(c.F.W.Customer.Ended, phrase.Slot{Name: "day", Text: c.F.Date(v.Ended)})
	}
	return out
}

// firstShown is how many of a customer's vouchers and touches are seen at once.
const firstShown = 6

func first[T any](rows []T) []T { return rows[:min(len(rows), firstShown)] }

// beyond says how many rows are folded behind the first ones; empty for none.
func (c *call) beyond(n int) string {
	if n <= firstShown {
		return ""
	}
	return c.F.W.Touch.Earlier.Of(c.F, int64(n-firstShown))
}

// silence says why nothing of what somebody buys is shown.
func (c *call) silence(v view.Customer) string {
	w := c.F.W.Customer
	switch {
	case !shell.Habits(c.Who.Role):
		return w.SilentRole
	case !v.Profiled:
		return w.SilentConsent
	case len(v.Habits) == 0:
		return w.SilentThin
	}
	return ""
}

func (c *call) customerAnswer(v view.Customer, p customerPage) []phrase.Part {
	w := c.F.W.Customer
	if !v.Profiled { // nothing is added up, so there is no number to say
		return phrase.Sentence(w.AnswerUncounted,
			phrase.Slot{Name: "out", Text: c.F.W.Today.Vouchers.Of(c.F, usable(v.Vouchers)), URL: "#vouchers"})
	}
	if p.Silent != "" {
		return phrase.Sentence(w.AnswerSilent,
			phrase.Slot{Name: "n", Text: c.F.W.Today.Receipts.Of(c.F, v.Receipts), URL: "#timeline"},
			phrase.Slot{Name: "out", Text: c.F.W.Today.Vouchers.Of(c.F, usable(v.Vouchers)), URL: "#vouchers"})
	}
	top := v.Habits[0]
	out := phrase.Sentence(w.Answer, phrase.Slot{Name: "product", Text: top.Name, URL: "#habits"}, phrase.Slot{Name: "k", Text: c.F.Count(top.Baskets)}, phrase.Slot{Name: "n", Text: c.F.Count(top.Of), Plain: true})
	if due := c.dueSentence(top.Name, p.Due); due != nil {
		out = append(append(out, phrase.Part{Text: " "}), due...)
	}
	if worth := people.Answer(c.F, &v); worth != nil {
		out = append(append(out, phrase.Part{Text: " "}), worth...)
	}
	return out
}

// dueSentence names what is due besides the favourite, two at most.
func (c *call) dueSentence(favourite string, due []dueRow) []phrase.Part {
	w := c.F.W.Customer
	var names []string
	top := false
	for _, d := range due {
		switch {
		case !d.Now:
		case d.Name == favourite:
			top = true
		case len(names) < 2:
			names = append(names, d.Name)
		}
	}
	products := phrase.Slot{Name: "products", Text: c.F.List(names), URL: "#due"}
	switch {
	case top && len(names) == 0:
		return phrase.Sentence(w.AnswerTopDue)
	case top:
		products.Text = names[0]
		return phrase.Sentence(w.AnswerTopAndDue, products)
	case len(names) == 1:
		return phrase.Sentence(w.AnswerDue, products)
	case len(names) > 1:
		return phrase.Sentence(w.AnswersDue, products)
	}
	return nil
}

func usable(rows []view.VoucherRow) int64 {
	n := int64(0)
	for _, r := range rows {
		if r.State == voucher.Issued {
			n++
		}
	}
	return n
}

func (c *call) customerBadges(v view.Customer) []badge {
	w := c.F.W.Customer
	var out []badge
	if v.HomeStore != "" {
		out = append(out, badge{Text: v.HomeStore, Class: ""})
	}
	if v.Profiled && shell.Habits(c.Who.Role) {
		out = append(out, people.Badges(c.F, &v)...)
	}
	if v.Holdout {
		out = append(out, badge{Text: w.Holdout, Class: "warn"})
	}
	return out
}

func (c *call) customerFacts(v view.Customer) []fact {
	w := c.F.W.Customer
	var out []fact
	if v.Profiled {
		out = []fact{
			{Name: w.FactReceipts, Value: c.F.Count(v.Receipts)},
		}
		if v.Currency != "" { // no home store yet: nothing was bought that stayed bought
			out = append(out, fact{Name: w.FactSpend, Value: c.F.Money(v.Spend, v.Currency)})
		}
		if !v.First.IsZero() {
			out = append(out, fact{Name: w.FactFirst, Value: c.F.When(v.First)})
		}
		out = append(out, fact{Name: w.FactLast, Value: c.F.When(v.Last)})
	}
	if c.Who.MayName(v.Standing) {
		for _, i := range v.Identifiers {
			out = append(out, fact{Name: c.F.W.Customers.Identifiers[string(i.Kind)], Value: i.Value})
		}
	}
	for _, m := range v.Maybe {
		out = append(out, fact{Name: w.FactMaybe, Value: c.Name(m.ID, m.Identifiers), URL: "/customers/" + m.ID.String()})
	}
	return out
}

const shownHabits = 8

func (c *call) habitRows(v view.Customer) []habitRow {
	var out []habitRow
	for _, h := range v.Habits[:min(len(v.Habits), shownHabits)] {
		row := habitRow{Name: h.Name, Why: c.why(h)}
		share := h.Chance.Mid
		if h.Chance.Known() {
			row.Chance, row.Range = c.F.Percent(share), c.F.PercentRange(h.Chance.Low, h.Chance.High)
		} else {
			share = phrase.Ratio(h.Baskets, h.Of)
			row.Chance = c.F.Percent(share)
		}
		row.Meter = mark.NewMeter(phrase.Fill(c.F.W.Customer.MeterTitle, phrase.Slot{Name: "product", Text: h.Name}, phrase.Slot{Name: "p", Text: row.Chance, Range: row.Range}), share)
		out = append(out, row)
	}
	return out
}

// why says a habit in counts: in 12 of 16 baskets, every 9 days, last 11 days ago.
func (c *call) why(h view.Habit) string {
	w := c.F.W.Customer
	out := []string{phrase.Fill(w.InBaskets, phrase.Slot{Name: "k", Text: c.F.Count(h.Baskets)}, phrase.Slot{Name: "n", Text: c.F.Count(h.Of)})}
	if h.Gap > 0 {
		out = append(out, w.Every.Of(c.F, gapDays(h.Gap)))
	}
	if !h.Last.IsZero() {
		out = append(out, c.lastTime(h.Last))
	}
	return strings.Join(out, ", ")
}

func (c *call) lastTime(t time.Time) string {
	switch n := c.F.Idle(t); n {
	case 0:
		return c.F.W.Customer.LastToday
	case 1:
		return c.F.W.Customer.LastYesterday
	default:
		return c.F.W.Customer.Last.Of(c.F, n)
	}
}

// gapDays rounds a gap to whole days, at least one.
func gapDays(gap time.Duration) int64 { return max(1, int64((gap+12*time.Hour)/(24*time.Hour))) }

// dayName writes a weekday within a week of now on either side, else the date.
func (c *call) dayName(t time.Time) string {
	local, _ := c.F.Local(t)
	switch d := -c.F.Idle(t); {
	case d == 0:
		return c.F.W.TodayWord
	case d > -7 && d < 7:
		return c.F.W.LongWeekdays[local.Weekday()]
	}
	return c.F.Date(t)
}

// visitClock draws when somebody comes, working days against the weekend.
func (c *call) visitClock(v view.Customer) (mark.Clock, string) {
	w := c.F.W.Customer
	var series [2][24]int64
	var titles [2][24]string
	best, bestHour := int64(0), 0
	for day, hours := range v.Visits {
		for hour, n := range hours {
			s := 0
			if day == 0 || day == 6 {
				s = 1
			}
			series[s][hour] += n
		}
	}
	for hour := range 24 {
		for s, pattern := range []phrase.Plural{w.VisitsWeek, w.VisitsEnd} {
			titles[s][hour] = phrase.Fill(pattern.Form(series[s][hour]), phrase.Slot{Name: "n", Text: c.F.Count(series[s][hour])}, phrase.Slot{Name: "hour", Text: strconv.Itoa(hour) + ":00"})
		}
		if n := series[0][hour] + series[1][hour]; n > best {
			best, bestHour = n, hour
		}
	}
	say := phrase.Fill(w.ClockFinding, phrase.Slot{Name: "from", Text: strconv.Itoa(bestHour)}, phrase.Slot{Name: "to", Text: strconv.Itoa(bestHour + 1)})
	return mark.NewClock(mark.Caption{ID: "clock", Title: w.ClockTitle, Desc: say}, series, titles), say
}

func (c *call) consentRow(k view.Consent) consentRow {
	w := c.F.W.Customer
	row := consentRow{Purpose: k.Purpose, Name: c.purpose(k.Purpose), Proof: k.Proof, Badge: badge{Text: w.No, Class: ""}, Button: w.Grant, Set: "true"}
	if k.Granted {
		row.Badge, row.Button, row.Set = badge{Text: w.Yes, Class: "good"}, w.Withdraw, "false"
	}
	switch {
	case k.Declared:
		row.Since = w.Declared
	case k.At.IsZero():
		row.Since = w.NeverAsked
	default:
		row.Since = c.F.When(k.At)
	}
	return row
}

func (c *call) purpose(p string) string {
	if name := c.F.W.Customer.Purposes[p]; name != "" {
		return name
	}
	return p
}

// setConsent is POST /customers/{id}/consent.
func setConsent(c *call) error {
	id, err := c.ownCustomer()
	if err != nil {
		return err
	}
	purpose, granted := c.R.PostFormValue("purpose"), c.R.PostFormValue("granted")
	if c.F.W.Customer.Purposes[purpose] == "" || granted != "true" && granted != "false" {
		return fault.New(fault.Invalid, "validation", "Choose one of the purposes on the page.")
	}
	set := view.SetConsent{Customer: id, Purpose: purpose, Granted: granted == "true", Proof: phrase.Fill(c.F.W.Customer.ProofDesk, phrase.Slot{Name: "role", Text: c.F.W.Roles[string(c.Who.Role)]})}
	if err := c.site.cfg.Commands.SetConsent(c.R.Context(), c.Actor(c.R.PostFormValue("reason")), set); err != nil {
		return err
	}
	c.Redirect("/customers/" + id.String() + "?done=consent." + purpose + "." + granted + "#consent")
	return nil
}
