// Package rollout owns the pages of new products: what is on its way into the stores,
// where one would sell best and what that is read from, what its pilot changed, and the
// next step with its gates. It turns what package rollout decided into finished
// sentences and pictures; it refuses rules of its own.
//
// What always holds, with the tests that hold it: an effect never stands without its
// range, and what is not known is said (TestRollout_NeverWithoutItsRange of console); what
// was typed stays when it is refused (TestRollout_KeepsWhatWasTyped); a step names the
// version it was decided on (TestRollout_StepsNameTheVersion).
package rollout

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/field"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/rollout"
	"sartor/internal/web"
)

// Desk is where rollouts are shown and steps taken.
type Desk interface {
	List(ctx context.Context, after *rollout.Shown, most int) ([]rollout.Shown, error)
	Show(ctx context.Context, id rollout.ID) (rollout.Shown, error)
	History(ctx context.Context, id rollout.ID, before int64, most int) ([]rollout.Entry, error)
	Make(ctx context.Context, id rollout.ID, plan rollout.Plan, who rollout.Actor) (rollout.Shown, error)
	Take(ctx context.Context, id rollout.ID, t rollout.Taking) (rollout.Shown, error)
	Delistings(ctx context.Context) (rollout.Delistings, error)
}

// Ports are what the pages are made of. Without a Desk there are none.
type Ports struct {
	Desk  Desk
	Chain func() *retail.Catalogue
	// Called are the names of who took steps; what is no person stays as it is.
	Called func(ctx context.Context) (func(actor string) string, error)
}

// Routes are the rows of the console's table.
func (p Ports) Routes() []shell.Route {
	if p.Desk == nil {
		return nil
	}
	on := func(h func(Ports, *shell.Call) error) func(*shell.Call) error {
		return func(c *shell.Call) error { return h(p, c) }
	}
	return []shell.Route{
		{Pattern: "GET /rollouts", Screen: shell.Rollouts, Answer: on(Ports.list)},
		{Pattern: "POST /rollouts", Screen: shell.Rollouts, Action: access.EditRollouts, Trail: "rollout.make", Answer: on(Ports.make)},
		{Pattern: "GET /rollouts/{rollout}", Screen: shell.Rollouts, Answer: on(Ports.show)},
		{Pattern: "POST /rollouts/{rollout}/step", Screen: shell.Rollouts, Action: access.EditRollouts, Trail: "rollout.approve", Answer: on(Ports.step)},
	}
}

// currency is the chain's.
func (p Ports) currency() retail.Currency { return p.Chain().Store(1).Currency }

// wrong is what a form is told.
type wrong struct {
	Say    string
	Fields map[string]string
}

// wrongOf says a refusal in this language; faults of ours go on as they are.
func wrongOf(c *shell.Call, err error) (wrong, error) {
	if err == nil {
		return wrong{}, nil
	}
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || !slices.Contains([]fault.Kind{fault.Invalid, fault.Conflict, fault.Stale, fault.Denied}, fault.KindOf(err)) {
		return wrong{}, err
	}
	out := wrong{Fields: map[string]string{}}
	w := &c.F.W.Rollout
	for _, f := range e.Fields {
		at := f.Pointer
		if i := strings.LastIndex(at, "/"); i > 0 {
			at = at[:i] // a place in a list belongs to its field
		}
		if w.Fields[at] == "" {
			out.Say = f.Detail
		}
		out.Fields[at] = w.Fields[at]
	}
	if len(e.Fields) == 0 {
		if out.Say = w.Hints[fault.CodeOf(err)]; out.Say == "" {
			out.Say = c.Hint(e.Code, e.Hint)
		}
	}
	return out, nil
}

func status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return web.StatusOf(err)
}

// typed is a proposal as it was typed.
type typed struct{ Name, Product, Category, Kin, Price, Cost string }

func typedOf(form url.Values) typed {
	return typed{form.Get("name"), form.Get("product"), form.Get("category"), form.Get("kin"), form.Get("price"), form.Get("cost")}
}

// plan reads it; amounts are in the chain's currency.
func (t typed) plan(currency retail.Currency) (rollout.Plan, error) {
	price, err := amount(t.Price, currency)
	if err != nil {
		return rollout.Plan{}, err
	}
	cost, err := amount(t.Cost, currency)
	if err != nil {
		return rollout.Plan{}, err
	}
	out := rollout.Plan{
		Name: strings.TrimSpace(t.Name), Product: retail.ProductID(strings.TrimSpace(t.Product)), Category: strings.TrimSpace(t.Category), Price: price, Cost: cost,
		Gates: rollout.Gates{StopAlone: true},
	}
	for _, id := range strings.FieldsFunc(t.Kin, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' || r == '\t' }) {
		out.Kin = append(out.Kin, retail.ProductID(id))
	}
	return out, nil
}

// amount reads one as people write it: 2.49, €2.49, 2,49.
func amount(text string, currency retail.Currency) (retail.Minor, error) {
	m, ok := field.Minor(text, currency)
	if !ok {
		return 0, fault.AtField("/price", "%.20q is no amount; write it such as 2.49", text)
	}
	return m, nil
}

// idOf makes an id out of a product's number, so that the same proposal sent twice is
// one.
func idOf(product retail.ProductID) rollout.ID {
	var b strings.Builder
	b.WriteString("rol_")
	for _, r := range strings.ToLower(string(product)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			b.WriteRune(r)
		case b.Len() > len("rol_"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	return rollout.ID(b.String())
}

func (p Ports) make(c *shell.Call) error {
	t := typedOf(c.R.PostForm)
	plan, err := t.plan(p.currency())
	if err != nil {
		return p.showList(c, t, err)
	}
	s, err := p.Desk.Make(c.R.Context(), idOf(plan.Product), plan, actorOf(c, ""))
	if err != nil {
		return p.showList(c, t, err)
	}
	c.Redirect("/rollouts/" + url.PathEscape(string(s.ID)) + "?done=rollout.make")
	return nil
}

func actorOf(c *shell.Call, reason string) rollout.Actor {
	return rollout.Actor{ID: c.Actor(reason).Staff, Reason: c.Actor(reason).Reason}
}

func (p Ports) step(c *shell.Call) error {
	id, form := rollout.ID(c.R.PathValue("rollout")), c.R.PostForm
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	do := rollout.Do(form.Get("do"))
	if err != nil || version < 1 || !slices.Contains([]rollout.Do{rollout.Approve, rollout.Hold, rollout.Stop}, do) {
		return fault.New(fault.Malformed, "bad_form", "This form cannot be read. Load the page again.")
	}
	t := rollout.Taking{Version: version, Do: do, Anyway: form.Get("anyway") != "", Actor: actorOf(c, form.Get("reason"))}
	if t.Anyway {
		if err := c.Who.Require(access.PassGates); err != nil {
			return err
		}
	}
	s, err := p.Desk.Take(c.R.Context(), id, t)
	if err != nil {
		return p.showOne(c, form.Get("reason"), err)
	}
	c.Redirect("/rollouts/" + url.PathEscape(string(s.ID)) + "?done=rollout." + string(do))
	return nil
}

func slot(name, text string) phrase.Slot { return phrase.Slot{Name: name, Text: text, Plain: true} }
