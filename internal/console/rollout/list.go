package rollout

import (
	"math"
	"net/url"
	"slices"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/retail"
	"sartor/internal/rollout"
)

// listPage is the screen of all rollouts, in finished strings.
type listPage struct {
	Frame      shell.Frame
	Head       shell.Head
	W          phrase.RolloutWords
	Rows       []listRow
	May        bool // propose
	Say        string
	Inputs     []input
	Categories []option
	Wrong      string // beside the category
	LeaveSub   string
	Leave      []leaveRow
}

// leaveRow is a product that loses money.
type leaveRow struct {
	Name, Loss, Depend, Instead string
	Says                        shell.Badge
}

type listRow struct {
	Name, URL, Stores, Advice, Changed string
	State, Says                        shell.Badge
}

// input is one field of a form.
type input struct{ Name, Label, Value, Hint, Error string }

// described is the id of what is said beside a field.
func (f input) described() string {
	switch {
	case f.Error != "":
		return f.Name + "-wrong"
	case f.Hint != "":
		return f.Name + "-hint"
	}
	return ""
}

type option struct {
	Value string
	On    bool
}

// mostListed is how many rollouts the page lists.
const mostListed = 50

func (p Ports) list(c *shell.Call) error { return p.showList(c, typed{}, nil) }

func (p Ports) showList(c *shell.Call, t typed, refused error) error {
	bad, err := wrongOf(c, refused)
	if err != nil {
		return err
	}
	all, err := p.Desk.List(c.R.Context(), nil, mostListed)
	if err != nil {
		return err
	}
	w := c.F.W.Rollout
	name := c.F.W.Screens[string(shell.Rollouts)]
	page := &listPage{
		Frame: c.Frame(name, shell.Rollouts, shell.Crumb{Text: name, Strong: true}), W: w, May: c.Who.May(access.EditRollouts), Say: bad.Say,
		Head: shell.Head{H1: name, Answer: phrase.Sentence(w.ListNone)},
		Inputs: []input{
			{"name", w.Name, t.Name, "", bad.Fields["/name"]}, {"product", w.Product, t.Product, w.ProductHint, bad.Fields["/product"]},
			{"kin", w.Kin, t.Kin, w.KinHint, bad.Fields["/kin"]}, {"price", w.Price, t.Price, w.MoneyHint, bad.Fields["/price"]}, {"cost", w.Cost, t.Cost, w.MoneyHint, bad.Fields["/cost"]},
		},
		Categories: p.categories(t.Category), Wrong: bad.Fields["/category"],
	}
	open, asks := int64(0), int64(0)
	for i := range all {
		s := &all[i]
		if s.State.Open() {
			open++
		}
		if s.Asks() {
			asks++
		}
		page.Rows = append(page.Rows, rowOf(c, s))
	}
	if open > 0 {
		page.Head.Answer = phrase.Sentence(w.ListAnswer, phrase.Slot{Name: "open", Text: w.Open.Of(c.F, open), URL: "#list"}, phrase.Slot{Name: "asks", Text: c.F.Count(asks)})
	}
	leave, err := p.Desk.Delistings(c.R.Context())
	if err != nil {
		return err
	}
	p.leave(c, page, &leave)
	return c.RenderAs(status(refused), listBody(page))
}

// leave lists the products that lose money, once somebody has looked.
func (p Ports) leave(c *shell.Call, page *listPage, d *rollout.Delistings) {
	if d.At == 0 {
		return
	}
	w := &c.F.W.Rollout
	page.LeaveSub = phrase.Fill(w.LeaveSub, slot("day", c.F.Day(d.Through)))
	for i := range d.Items {
		x := &d.Items[i]
		row := leaveRow{Name: p.product(x.Product), Loss: c.F.Short(x.Loss, p.currency()), Depend: w.Nothing, Instead: w.EvidenceNone, Says: shell.Badge{Text: w.MayGo, Class: "basted"}}
		if x.Substitute != "" {
			row.Instead = p.product(x.Substitute)
		}
		if x.Dependent > 0 && len(x.Loyal) > 0 {
			row.Depend = phrase.Fill(w.Depend.Form(int64(x.Dependent)), slot("n", c.F.Count(int64(x.Dependent))), slot("share", c.F.Percent(math.Round(x.Loyal[0].Share*100)/100)))
		}
		if x.Veto {
			row.Says = shell.Badge{Text: w.Veto, Class: "warn"}
		}
		page.Leave = append(page.Leave, row)
	}
}

// product is what a product is called.
func (p Ports) product(id retail.ProductID) string {
	n, _ := p.Chain().ProductNumber(id)
	if name := p.Chain().Product(n).Name; name != "" {
		return name
	}
	return string(id)
}

func rowOf(c *shell.Call, s *rollout.Shown) listRow {
	w := &c.F.W.Rollout
	out := listRow{
		Name: s.Plan.Name, URL: "/rollouts/" + url.PathEscape(string(s.ID)), Stores: c.F.Count(int64(len(s.Carriers()))), Changed: c.F.When(s.Actor.At.Time()),
		State: stateBadge(c, s),
	}
	if s.Read && s.State.Open() {
		out.Says = shell.Badge{Text: w.Advices[string(s.Reading.Verdict.Do)], Class: adviceClass(s.Reading.Verdict.Do)}
	}
	return out
}

func stateBadge(c *shell.Call, s *rollout.Shown) shell.Badge {
	state := s.StateOn(s.Today)
	class := map[rollout.State]string{rollout.Draft: "basted", rollout.Due: "warn", rollout.Done: "good", rollout.Stopped: "pin"}[state]
	return shell.Badge{Text: c.F.W.Rollout.States[string(state)], Class: class}
}

func adviceClass(a rollout.Advice) string {
	return map[rollout.Advice]string{rollout.Go: "good", rollout.Stay: "warn", rollout.Leave: "pin"}[a]
}

// categories are those that the chain sells.
func (p Ports) categories(chosen string) (out []option) {
	chain := p.Chain()
	for n := 1; n < chain.Categories(); n++ {
		name := chain.CategoryName(uint32(n))
		out = append(out, option{name, name == chosen})
	}
	slices.SortFunc(out, func(a, b option) int {
		if a.Value < b.Value {
			return -1
		}
		return 1
	})
	return out
}
