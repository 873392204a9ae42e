package console

import (
	"strconv"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/mark"
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
	Consent  []consentRow
	May      bool // set consent
	Facts    []fact
	URL      string
	ShowBuys bool
}

// habitRow is one product with the chance that the next basket holds it.
type habitRow struct {
	Name, Why, Chance, Range string
	Meter                    mark.Meter
}

// dueRow is one product whose usual gap is about to pass.
type dueRow struct {
	Name, Why, When string
	Badge           badge
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
	id, err := retail.ParseCustomerID(c.r.PathValue("id"))
	if err != nil {
		return errAbsent()
	}
	v, err := c.site.cfg.Customers.Customer(c.r.Context(), c.scope(), id)
	if err != nil {
		return err
	}
	if c.who.May(access.SeeNames) {
		if err := c.site.cfg.Commands.CustomerSeen(c.r.Context(), c.actor(""), id); err != nil {
			return err
		}
	}
	return c.render(customerBody(c.customerPage(v)))
}

func (c *call) customerPage(v CustomerView) customerPage {
	name := c.name(v.ID, v.Identifiers)
	p := customerPage{
		Frame:  c.frame(name, customers, crumb{Text: c.f.w.Screens[customers], URL: "/customers"}, crumb{Text: c.pseudonym(v.ID, v.Identifiers)}),
		URL:    "/customers/" + v.ID.String(),
		May:    c.who.May(access.SetConsent),
		Facts:  c.customerFacts(v),
		Silent: c.silence(v),
	}
	p.ShowBuys = p.Silent == ""
	if p.ShowBuys {
		p.Habits, p.Due = c.habitRows(v), c.dueRows(v)
		p.Clock, p.ClockSay = c.visitClock(v)
	}
	p.DueTitle = c.dueTitle(p.Due)
	for _, row := range v.Vouchers {
		p.Vouchers = append(p.Vouchers, c.voucherRow(row))
	}
	for _, t := range v.Timeline {
		p.Timeline = append(p.Timeline, c.touchRow(t))
	}
	for _, k := range v.Consent {
		p.Consent = append(p.Consent, c.consentRow(k))
	}
	p.Head = head{H1: name, Badges: c.customerBadges(v), Answer: c.customerAnswer(v, p), AsOf: c.asOf(v.AsOf) + " " + c.privacy()}
	return p
}

// silence says why nothing of what somebody buys is shown.
func (c *call) silence(v CustomerView) string {
	w := c.f.w.Customer
	switch {
	case !habits(c.who.Role):
		return w.SilentRole
	case !v.Profiled:
		return w.SilentConsent
	case len(v.Habits) == 0:
		return w.SilentThin
	}
	return ""
}

func (c *call) customerAnswer(v CustomerView, p customerPage) []part {
	w := c.f.w.Customer
	if p.Silent != "" {
		return sentence(w.AnswerSilent,
			slot{Name: "n", Text: c.f.w.Today.Receipts.of(c.f, v.Receipts), URL: "#timeline"},
			slot{Name: "out", Text: c.f.w.Today.Vouchers.of(c.f, usable(v.Vouchers)), URL: "#vouchers"})
	}
	top := v.Habits[0]
	out := sentence(w.Answer, slot{Name: "product", Text: top.Name, URL: "#habits"}, slot{Name: "k", Text: c.f.count(top.Baskets)}, slot{Name: "n", Text: c.f.count(top.Of), Plain: true})
	if due := c.dueSentence(top.Name, p.Due); due != nil {
		out = append(append(out, part{Text: " "}), due...)
	}
	return out
}

// dueSentence names what is due besides the favourite, two at most.
func (c *call) dueSentence(favourite string, due []dueRow) []part {
	w := c.f.w.Customer
	var names []string
	top := false
	for _, d := range due {
		if d.Name == favourite {
			top = true
		} else if len(names) < 2 {
			names = append(names, d.Name)
		}
	}
	products := slot{Name: "products", Text: c.f.list(names), URL: "#due"}
	switch {
	case top && len(names) == 0:
		return sentence(w.AnswerTopDue)
	case top:
		products.Text = names[0]
		return sentence(w.AnswerTopAndDue, products)
	case len(names) == 1:
		return sentence(w.AnswerDue, products)
	case len(names) > 1:
		return sentence(w.AnswersDue, products)
	}
	return nil
}

func usable(rows []VoucherRow) int64 {
	n := int64(0)
	for _, r := range rows {
		if r.State == voucher.Issued {
			n++
		}
	}
	return n
}

func (c *call) customerBadges(v CustomerView) []badge {
	w := c.f.w.Customer
	var out []badge
	if v.HomeStore != "" {
		out = append(out, badge{v.HomeStore, ""})
	}
	if v.Holdout {
		out = append(out, badge{w.Holdout, "warn"})
	}
	return out
}

func (c *call) customerFacts(v CustomerView) []fact {
	w := c.f.w.Customer
	out := []fact{
		{Name: w.FactReceipts, Value: c.f.count(v.Receipts)},
		{Name: w.FactSpend, Value: c.f.money(v.Spend, v.Currency)},
		{Name: w.FactFirst, Value: c.f.when(v.First)},
		{Name: w.FactLast, Value: c.f.when(v.Last)},
	}
	if c.who.May(access.SeeNames) {
		for _, i := range v.Identifiers {
			out = append(out, fact{Name: c.f.w.Customers.Identifiers[string(i.Kind)], Value: i.Value})
		}
	}
	return out
}

const shownHabits = 8

func (c *call) habitRows(v CustomerView) []habitRow {
	var out []habitRow
	for _, h := range v.Habits[:min(len(v.Habits), shownHabits)] {
		row := habitRow{Name: h.Name, Why: c.why(h)}
		share := h.Chance.Mid
		if h.Chance.Known() {
			row.Chance, row.Range = c.f.percent(share), c.f.percentRange(h.Chance)
		} else {
			share = ratio(h.Baskets, h.Of)
			row.Chance = c.f.percent(share)
		}
		row.Meter = mark.NewMeter(fill(c.f.w.Customer.MeterTitle, slot{Name: "product", Text: h.Name}, slot{Name: "p", Text: row.Chance, Range: row.Range}), share)
		out = append(out, row)
	}
	return out
}

// why says a habit in counts: in 12 of 16 baskets, every 9 days, last 11 days ago.
func (c *call) why(h Habit) string {
	w := c.f.w.Customer
	out := []string{fill(w.InBaskets, slot{Name: "k", Text: c.f.count(h.Baskets)}, slot{Name: "n", Text: c.f.count(h.Of)})}
	if h.Gap > 0 {
		out = append(out, w.Every.of(c.f, gapDays(h.Gap)))
	}
	if !h.Last.IsZero() {
		out = append(out, c.lastTime(h.Last))
	}
	return strings.Join(out, ", ")
}

func (c *call) lastTime(t time.Time) string {
	switch n := c.f.idle(t); n {
	case 0:
		return c.f.w.Customer.LastToday
	case 1:
		return c.f.w.Customer.LastYesterday
	default:
		return c.f.w.Customer.Last.of(c.f, n)
	}
}

// gapDays rounds a gap to whole days, at least one.
func gapDays(gap time.Duration) int64 { return max(1, int64((gap+12*time.Hour)/(24*time.Hour))) }

// dueSoon is how far ahead something counts as due.
const dueSoon = 3 * 24 * time.Hour

func (c *call) dueRows(v CustomerView) []dueRow {
	w := c.f.w.Customer
	var out []dueRow
	for _, h := range v.Habits {
		if h.Gap <= 0 || h.Due.IsZero() || h.Due.Sub(c.f.now) > dueSoon {
			continue
		}
		row := dueRow{Name: h.Name, Why: w.Every.of(c.f, gapDays(h.Gap)) + ", " + c.lastTime(h.Last), When: fill(w.DueOn, slot{Name: "day", Text: c.dayName(h.Due)})}
		switch late := c.f.now.Sub(h.Due); {
		case late > 2*h.Gap:
			row.Badge, row.When = badge{w.Lapsed, "warn"}, fill(w.DueSince, slot{Name: "day", Text: c.dayName(h.Due)})
		case late >= 0:
			row.Badge, row.When = badge{w.DueNow, "good"}, fill(w.DueSince, slot{Name: "day", Text: c.dayName(h.Due)})
		default:
			row.Badge = badge{w.DueSoon, "basted"}
		}
		if h.OnHand != nil && *h.OnHand <= 0 {
			row.Why += ", " + fill(w.OutOfStock, slot{Name: "store", Text: v.HomeStore})
		}
		out = append(out, row)
	}
	return out
}

// dayName writes a weekday within a week of now on either side, else the date.
func (c *call) dayName(t time.Time) string {
	local, now := t.In(c.f.zone), c.f.now.In(c.f.zone)
	switch d := daysBetween(now, local); {
	case d == 0:
		return c.f.w.TodayWord
	case d > -7 && d < 7:
		return c.f.w.LongWeekdays[local.Weekday()]
	}
	return c.f.date(local)
}

func (c *call) dueTitle(due []dueRow) string {
	if len(due) == 0 {
		return c.f.w.Customer.NothingDue
	}
	return c.f.w.Customer.DueTitle.of(c.f, int64(len(due)))
}

// visitClock draws when somebody comes, working days against the weekend.
func (c *call) visitClock(v CustomerView) (mark.Clock, string) {
	w := c.f.w.Customer
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
		for s, pattern := range []plural{w.VisitsWeek, w.VisitsEnd} {
			titles[s][hour] = fill(pattern.form(series[s][hour]), slot{Name: "n", Text: c.f.count(series[s][hour])}, slot{Name: "hour", Text: strconv.Itoa(hour) + ":00"})
		}
		if n := series[0][hour] + series[1][hour]; n > best {
			best, bestHour = n, hour
		}
	}
	say := fill(w.ClockFinding, slot{Name: "from", Text: strconv.Itoa(bestHour)}, slot{Name: "to", Text: strconv.Itoa(bestHour + 1)})
	return mark.NewClock("clock", w.ClockTitle, say, series, titles), say
}

func (c *call) consentRow(k Consent) consentRow {
	w := c.f.w.Customer
	row := consentRow{Purpose: k.Purpose, Name: c.purpose(k.Purpose), Proof: k.Proof, Badge: badge{w.No, ""}, Button: w.Grant, Set: "true"}
	if k.Granted {
		row.Badge, row.Button, row.Set = badge{w.Yes, "good"}, w.Withdraw, "false"
	}
	switch {
	case k.Declared:
		row.Since = w.Declared
	case k.At.IsZero():
		row.Since = w.NeverAsked
	default:
		row.Since = c.f.when(k.At)
	}
	return row
}

func (c *call) purpose(p string) string {
	if name := c.f.w.Customer.Purposes[p]; name != "" {
		return name
	}
	return p
}

// setConsent is POST /customers/{id}/consent.
func setConsent(c *call) error {
	id, err := retail.ParseCustomerID(c.r.PathValue("id"))
	if err != nil {
		return errAbsent()
	}
	purpose, granted := c.r.PostFormValue("purpose"), c.r.PostFormValue("granted")
	if c.f.w.Customer.Purposes[purpose] == "" || granted != "true" && granted != "false" {
		return fault.New(fault.Invalid, "validation", "Choose one of the purposes on the page.")
	}
	set := SetConsent{Customer: id, Purpose: purpose, Granted: granted == "true", Proof: fill(c.f.w.Customer.ProofDesk, slot{Name: "role", Text: c.f.w.Roles[string(c.who.Role)]})}
	if err := c.site.cfg.Commands.SetConsent(c.r.Context(), c.actor(c.r.PostFormValue("reason")), set); err != nil {
		return err
	}
	c.redirect("/customers/" + id.String() + "?done=consent." + purpose + "." + granted + "#consent")
	return nil
}
