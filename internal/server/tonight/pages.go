package tonight

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/console/stock"
	"sartor/internal/console/view"
	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/stock/parcel"
	kernel "sartor/internal/stock/plan"
)

// Pages fulfil what the console asks of plans.
type Pages struct{ *Desk }

// shown is how many proposals a page shows.
const shown = 60

// Evening reads the plan that stands.
func (p Pages) Evening(ctx context.Context, q stock.Query) (stock.Evening, error) {
	out := stock.Evening{Currency: p.Currency(), Stores: p.places(q.Scope)}
	run, found, err := p.DB.Plans().Current(ctx)
	if err != nil {
		return out, err
	}
	settings, err := p.PlanSettings(ctx)
	if err != nil {
		return out, err
	}
	out.Auto = map[string]stock.Auto{}
	for class, a := range settings.Autopilot {
		out.Auto[class] = stock.Auto{On: a.On, Gain: retail.Minor(a.LeastGain), Most: a.MostUnits}
	}
	if out.CutOff = settings.CutOff; !found {
		return out, nil
	}
	out.Made, out.Day, out.At, out.Chain = true, run.Day, run.Made.Time(), q.Scope.All && q.Store == ""
	if err := p.sums(&out, &run); err != nil {
		return out, err
	}
	if err := p.lines(ctx, &out, p.filter(&run, q), q); err != nil {
		return out, err
	}
	return out, p.sent(ctx, &out)
}

func (p Pages) filter(run *plan.Run, q stock.Query) plan.Filter {
	return plan.Filter{Run: run.Number, State: plan.State(cmp.Or(q.State, string(plan.Proposed))), Kind: q.Kind, Class: q.Class, Since: p.begins(run.Day)}
}

// Each hands over all lines that fit, in the order of the pages.
func (p Pages) Each(ctx context.Context, q stock.Query, yield func(*stock.Line) error) error {
	run, found, err := p.DB.Plans().Current(ctx)
	if err != nil || !found {
		return err
	}
	names, err := p.StaffNames(ctx)
	if err != nil {
		return err
	}
	hand := func(rows []plan.Row) error {
		for i := range rows {
			if q.Find != "" && !p.named(&rows[i], q.Find) {
				continue
			}
			line := p.line(&rows[i])
			line.Actor = names.Of(line.Actor)
			if err := yield(&line); err != nil {
				return err
			}
		}
		return nil
	}
	f := p.filter(&run, q)
	if !q.Scope.All || q.Store != "" {
		rows, err := p.own(ctx, f, q)
		if err != nil {
			return err
		}
		return hand(rows)
	}
	for after := (*plan.Row)(nil); ; {
		rows, err := p.DB.Plans().List(ctx, f, after, mostOfStore)
		if err != nil {
			return err
		}
		if err := hand(rows); err != nil || len(rows) < mostOfStore {
			return err
		}
		after = &rows[len(rows)-1]
	}
}

func (p Pages) places(scope view.Scope) (out []stock.Place) {
	for _, s := range p.DB.Catalogue().Stores {
		if s.ID != "" && scope.Allows(s.ID) {
			out = append(out, stock.Place{ID: s.ID, Name: cmp.Or(s.Name, string(s.ID))})
		}
	}
	return out
}

// sums are those of the chain.
func (p Pages) sums(out *stock.Evening, run *plan.Run) error {
	t, err := TotalsOf(run)
	if err != nil {
		return err
	}
	out.Late, out.Haulage, out.Outlay, out.MoveGain = t.Late, t.Haulage, t.Outlay, stock.Range(t.MoveGain)
	out.Gain, out.Orders, out.Moves = stock.Range(t.Gain), t.Orders, t.Totals.Moves
	out.Vans, out.VansMost, out.VanSpace, out.MoreMove, out.Promised = t.Totals.Vans, t.Vans, t.VanShare, t.More.Moves, t.Promised
	out.Drifting, out.ByRule = t.Drifting, t.Accepted
	share, _ := t.Hands.Share()
	out.Hands = stock.Hands{Lines: t.Hands.Lines, Least: LeastHands, Nearer: share, Low: t.Hands.Low, High: t.Hands.High}
	for i, d := range t.Days {
		out.Days = append(out.Days, stock.Day{Day: run.Day + retail.BusinessDay(i+1), Without: stock.Range(d.Without), With: stock.Range(d.With)})
	}
	out.Blind = t.Shelves == t.Silent[kernel.StockUnknown]
	out.Nothing = map[string]int{}
	for why, n := range t.Silent {
		out.Nothing[string(why)] = n
	}
	held := map[uint32]bool{}
	for n, s := range p.DB.Catalogue().Stores {
		if s.ID == "" || p.Held == nil {
			continue
		}
		for _, product := range p.Shelf().Short(uint32(n)) {
			held[product] = true
		}
	}
	out.Held = len(held)
	return nil
}

// lines are those that fit, and how many wait.
func (p Pages) lines(ctx context.Context, out *stock.Evening, f plan.Filter, q stock.Query) error {
	var rows []plan.Row
	if q.Scope.All && q.Store == "" {
		all, next, err := p.walk(ctx, f, q)
		if err != nil {
			return err
		}
		out.Next = next
		rows = all
		if err := p.count(ctx, out, f); err != nil {
			return err
		}
	} else {
		waits := f
		waits.State = plan.Proposed
		open, err := p.own(ctx, waits, q)
		if err != nil {
			return err
		}
		if rows = open; f.State != plan.Proposed {
			if rows, err = p.own(ctx, f, q); err != nil {
				return err
			}
		}
		out.Open, out.Total = int64(len(open)), len(rows)
		for i := range open {
			if open[i].Kind == kernel.Move {
				out.OpenMove++
			}
		}
		from, err := offsetOf(q.After)
		if err != nil {
			return err
		}
		if q.Find != "" {
			rows = slices.DeleteFunc(slices.Clone(rows), func(r plan.Row) bool { return !p.named(&r, q.Find) })
		}
		rows = rows[min(from, len(rows)):]
		if len(rows) > shown {
			out.Next = strconv.Itoa(from + shown)
		}
	}
	names, err := p.StaffNames(ctx)
	for i := range rows[:min(len(rows), shown)] {
		line := p.line(&rows[i])
		line.Actor = names.Of(line.Actor)
		out.Lines = append(out.Lines, line)
	}
	return err
}

// count says how many of the chain's proposals wait, and how many fit.
func (p Pages) count(ctx context.Context, out *stock.Evening, f plan.Filter) error {
	sums, err := p.DB.Plans().Sums(ctx, f.Run, f.Since)
	for _, s := range sums {
		fits := (f.Kind == "" || s.Kind == f.Kind) && (f.Class == "" || s.Class == f.Class)
		if fits && s.State == plan.Proposed {
			out.Open += s.Count
			if s.Kind == string(kernel.Move) {
				out.OpenMove += s.Count
			}
		}
		if fits && s.State == f.State {
			out.Total += int(s.Count)
		}
	}
	return err
}

// walk is a page of the chain's proposals, and where the next one begins. What is called
// otherwise than was asked for is passed over, at most mostOfStore of them a page.
func (p Pages) walk(ctx context.Context, f plan.Filter, q stock.Query) (fit []plan.Row, next string, err error) {
	after, err := placeOf(q.After)
	if err != nil {
		return nil, "", err
	}
	most := shown
	if q.Find != "" {
		most = mostOfStore
	}
	rows, err := p.DB.Plans().List(ctx, f, after, most+1)
	for i := range rows[:min(len(rows), most)] {
		if q.Find != "" && !p.named(&rows[i], q.Find) {
			continue
		}
		if fit = append(fit, rows[i]); len(fit) == shown && i+1 < len(rows) {
			return fit, cursorOf(&rows[i]), err
		}
	}
	if len(rows) > most {
		next = cursorOf(&rows[most-1])
	}
	return fit, next, err
}

// named reports whether a proposal's product is called so, or has that number.
func (p Pages) named(r *plan.Row, text string) bool {
	product := p.DB.Catalogue().Product(r.Product)
	return string(product.ID) == text || strings.Contains(strings.ToLower(productName(&product)), strings.ToLower(text))
}

// own are the proposals of the stores in scope, the greatest gain first.
func (p Pages) own(ctx context.Context, f plan.Filter, q stock.Query) (all []plan.Row, err error) {
	for _, s := range p.places(q.Scope) {
		if q.Store != "" && q.Store != s.ID {
			continue
		}
		number, _ := p.DB.Catalogue().StoreNumber(s.ID)
		rows, err := p.shop(ctx, f, number)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if f.Class == "" || rows[i].Class == f.Class {
				all = append(all, rows[i])
			}
		}
	}
	all = once(all)
	slices.SortStableFunc(all, func(a, b plan.Row) int { return -cmp.Compare(a.Gain, b.Gain) })
	return all, nil
}

func (p Pages) line(r *plan.Row) stock.Line {
	chain := p.DB.Catalogue()
	place := func(n uint32) stock.Place {
		s := chain.Store(n)
		return stock.Place{ID: s.ID, Name: cmp.Or(s.Name, string(s.ID))}
	}
	product := chain.Product(r.Product)
	out := stock.Line{
		ID: r.ID.String(), Version: r.Version, Kind: string(r.Kind), State: string(r.State), Product: productName(&product), Code: product.ID, To: place(r.Store), From: place(r.From),
		Supplier: r.Supplier, Units: r.Units, Agreed: r.Agreed, Pack: r.Why.Pack, Gain: stock.Range{Low: r.Why.Gain[0], Mid: r.Why.Gain[1], High: r.Why.Gain[2]},
		Cover: r.Why.Cover, More: r.Why.More, Less: r.Why.Less, Outlay: r.Why.Outlay, Currency: p.Currency(), Policy: string(r.Why.Policy), Actor: r.Actor, Reason: r.Reason, Decided: r.Decided.Time(),
	}
	for _, t := range r.Why.Terms {
		out.Terms = append(out.Terms, stock.Term{Kind: string(t.Kind), Value: t.Value, Days: t.Days, Text: t.Text})
	}
	return out
}

// lately is how many exports a page names.
const lately = 5

// sent is what waits to be sent, and what went out.
func (p Pages) sent(ctx context.Context, out *stock.Evening) error {
	if !out.Chain {
		return nil
	}
	all, err := p.DB.Plans().Pending(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].State != plan.Sent {
			out.Agreed++
		}
	}
	exports, err := p.DB.Plans().Exports(ctx, lately)
	for i := range exports {
		lines, err := p.DB.Plans().Lines(ctx, exports[i].Number)
		if err != nil {
			return err
		}
		e := stock.Export{ID: exports[i].ID, Lines: len(lines), At: exports[i].At.Time()}
		for k := range lines {
			e.Orders, e.Moves = e.Orders || lines[k].Kind == kernel.Order, e.Moves || lines[k].Kind == kernel.Move
		}
		out.Exports = append(out.Exports, e)
	}
	return err
}

// Decide takes a decision of somebody who may act for a store at one end.
func (p Pages) Decide(ctx context.Context, who view.Actor, c stock.Choice) error {
	id, err := plan.ParseID(c.ID)
	if err != nil {
		return err
	}
	r, err := p.DB.Plans().Find(ctx, id)
	if err != nil {
		return err
	}
	chain := p.DB.Catalogue()
	if !c.Scope.Allows(chain.Store(r.Store).ID) && (r.Kind != kernel.Move || !c.Scope.Allows(chain.Store(r.From).ID)) {
		return fault.New(fault.NotFound, "no_proposal", "there is no proposal %.60q", c.ID)
	}
	_, err = p.Desk.Decide(ctx, Choice{ID: id, Version: c.Version, State: stateOf(c.Do), Units: c.Units, Confirmed: c.Confirmed, Reason: c.Reason, Actor: who.Staff})
	if _, old := errors.AsType[*Stale](err); old {
		return stock.ErrClash
	}
	if u, ok := errors.AsType[*Unlikely](err); ok {
		return &stock.Unlikely{Units: c.Units, Times: u.Times, Weeks: u.Weeks, Shelf: u.Shelf, Cost: u.Cost}
	}
	return err
}

// Ask has a new plan made.
func (p Pages) Ask(ctx context.Context, who view.Actor) error { return p.Desk.Ask(ctx, who.Staff) }

// Send lets out what was accepted.
func (p Pages) Send(ctx context.Context, who view.Actor, id string) error {
	_, err := p.Desk.Send(ctx, Parcel{ID: id, Actor: who.Staff})
	return err
}

// SetAuto sets what is accepted by rule.
func (p Pages) SetAuto(ctx context.Context, who view.Actor, rules map[string]stock.Auto) error {
	return p.EditPlanSettings(ctx, who.Staff, func(s *Settings) error {
		s.Autopilot = map[string]Auto{}
		for class, a := range rules {
			s.Autopilot[class] = Auto{On: a.On, LeastGain: int64(a.Gain), MostUnits: a.Most}
		}
		return nil
	})
}

// File is an export in a format.
func (p Pages) File(ctx context.Context, id, format, kind string) (body []byte, media, name string, err error) {
	f, err := parcel.ParseFormat(format)
	if err != nil {
		return nil, "", "", err
	}
	one, err := p.Parcel(ctx, id)
	if err != nil {
		return nil, "", "", err
	}
	return one.Write(f, parcel.Part(kind)), f.Kind(), id + "." + f.Suffix(), nil
}
