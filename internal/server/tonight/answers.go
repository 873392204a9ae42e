package tonight

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"sartor/internal/console/stock"
	"sartor/internal/db/plan"
	"sartor/internal/fault"
	api "sartor/internal/httpapi/plan"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	kernel "sartor/internal/stock/plan"
)

// Answers fulfil what the API asks of plans.
type Answers struct{ *Desk }

// Currency is that of the chain's first store.
func (d *Desk) Currency() retail.Currency { return d.DB.Catalogue().Store(1).Currency }

func rfc3339(at retail.Micros) string {
	if at == 0 {
		return ""
	}
	return at.Time().Format(time.RFC3339)
}

func minor(x float64) int64 { return int64(math.Round(x)) }

func (a Answers) view(r *plan.Row) api.View {
	chain := a.DB.Catalogue()
	product := chain.Product(r.Product)
	out := api.View{
		Proposal: r.ID.String(), Kind: string(r.Kind), State: string(r.State), Version: r.Version, Store: chain.Store(r.Store).ID, From: chain.Store(r.From).ID,
		Supplier: r.Supplier, Product: product.ID, Name: product.Name, Class: r.Class, Units: r.Units, Pack: max(r.Why.Pack, 1), Agreed: r.Agreed,
		ForSale: r.Due.String(), Currency: chain.Store(r.Store).Currency, Gain: api.RangeView{Low: minor(r.Why.Gain[0]), Mid: minor(r.Why.Gain[1]), High: minor(r.Why.Gain[2])},
		Outlay: minor(r.Why.Outlay), Cover: r.Why.Cover, OnePackUp: minor(r.Why.More), OnePackOff: minor(r.Why.Less), Policy: string(r.Why.Policy),
		Why: []api.TermView{}, Actor: r.Actor, Reason: r.Reason, DecidedAt: rfc3339(r.Decided), Export: r.Export,
	}
	for _, t := range r.Why.Terms {
		out.Why = append(out.Why, api.TermView{Kind: string(t.Kind), Value: t.Value, Days: t.Days, Text: t.Text})
	}
	return out
}

// Proposals lists what the plan that stands proposes, and what was decided: agreed on and
// not sent, whatever plan proposed it, or rejected or sent on its day; the greatest gain
// first.
func (a Answers) Proposals(ctx context.Context, q api.Query) (items []api.View, next string, err error) {
	run, found, err := a.DB.Plans().Current(ctx)
	if err != nil || !found {
		return nil, "", err
	}
	state := plan.State(cmp.Or(q.State, string(plan.Proposed)))
	if !slices.Contains(plan.States(), state) {
		return nil, "", fault.AtField("/state", "%.20q is no state; there are proposed, accepted, adjusted, rejected, lapsed and sent", q.State)
	}
	if err := checkFilter(q.Kind, q.Class); err != nil {
		return nil, "", err
	}
	f := plan.Filter{Run: run.Number, State: state, Kind: q.Kind, Class: q.Class, Since: a.begins(run.Day)}
	stores := q.Stores
	if q.Store != "" {
		stores = []retail.StoreID{q.Store}
	}
	if len(stores) > 0 {
		return a.ofStores(ctx, f, stores, q)
	}
	after, err := placeOf(q.After)
	if err != nil {
		return nil, "", err
	}
	rows, err := a.DB.Plans().List(ctx, f, after, q.Most+1)
	if len(rows) > q.Most {
		rows = rows[:q.Most]
		next = cursorOf(&rows[q.Most-1])
	}
	for i := range rows {
		items = append(items, a.view(&rows[i]))
	}
	return items, next, err
}

func badCursor() error {
	return fault.New(fault.Malformed, "bad_cursor", "the cursor belongs to another list; begin again without one")
}

// cursorOf is the place of a row that a list ended with; placeOf reads it.
func cursorOf(r *plan.Row) string {
	return fmt.Sprintf("%d_%d_%d_%d", r.Gain, r.Store, r.Run, r.Line)
}

// offsetOf reads how many rows the pages before had.
func offsetOf(cursor string) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	from, err := strconv.Atoi(cursor)
	if err != nil || from < 1 {
		return 0, badCursor()
	}
	return from, nil
}

// placeOf reads where a list ended.
func placeOf(cursor string) (*plan.Row, error) {
	if cursor == "" {
		return nil, nil //nolint:nilnil // no place is the beginning
	}
	var n [4]int64
	parts := strings.Split(cursor, "_")
	if len(parts) != len(n) {
		return nil, badCursor()
	}
	for i, p := range parts {
		v, err := strconv.ParseInt(p, 10, 64)
		if err != nil || i > 0 && (v < 0 || v > math.MaxUint32) {
			return nil, badCursor()
		}
		n[i] = v
	}
	return &plan.Row{Gain: n[0], ID: plan.ID{Store: uint32(n[1]), Run: n[2], Line: n[3]}}, nil
}

// mostOfStore bounds what a store's list holds: a night's lines of one store.
const mostOfStore = 5000

// ofStores lists what comes to some stores and leaves them.
func (a Answers) ofStores(ctx context.Context, f plan.Filter, stores []retail.StoreID, q api.Query) (items []api.View, next string, err error) {
	from, err := offsetOf(q.After)
	if err != nil {
		return nil, "", err
	}
	chain := a.DB.Catalogue()
	var rows []plan.Row
	for _, id := range stores {
		number, ok := chain.StoreNumber(id)
		if !ok {
			return nil, "", fault.New(fault.NotFound, "", "there is no store %.60q", string(id))
		}
		in, err := a.shop(ctx, f, number)
		if err != nil {
			return nil, "", err
		}
		rows = append(rows, in...)
	}
	rows = once(rows)
	slices.SortStableFunc(rows, func(a, b plan.Row) int { return -cmp.Compare(a.Gain, b.Gain) })
	rows = slices.DeleteFunc(rows, func(r plan.Row) bool { return f.Class != "" && r.Class != f.Class })
	end := min(from+q.Most, len(rows))
	for i := min(from, end); i < end; i++ {
		items = append(items, a.view(&rows[i]))
	}
	if end < len(rows) {
		next = strconv.Itoa(end)
	}
	return items, next, nil
}

// begins is when a business day begins in the chain's first store.
func (d *Desk) begins(day retail.BusinessDay) retail.Micros {
	date, cut := day.Time(), int(d.Sight().Chain.Cut/time.Minute)
	return retail.MicrosOf(time.Date(date.Year(), date.Month(), date.Day(), 0, cut, 0, 0, d.DB.Catalogue().Location(1)))
}

// shop is what comes to a store and what leaves it.
func (d *Desk) shop(ctx context.Context, f plan.Filter, store uint32) ([]plan.Row, error) {
	if f.State.Decided() {
		f.End = store
		return d.DB.Plans().List(ctx, f, nil, mostOfStore)
	}
	in, err := d.DB.Plans().OfStore(ctx, store, f, 0, mostOfStore)
	if err != nil || f.Kind == string(kernel.Order) {
		return in, err
	}
	out, err := d.DB.Plans().FromStore(ctx, store, f.Run, mostOfStore)
	for i := range out {
		if out[i].State == f.State {
			in = append(in, out[i])
		}
	}
	return in, err
}

// Proposal reads one.
func (a Answers) Proposal(ctx context.Context, id string) (api.View, error) {
	name, err := plan.ParseID(id)
	if err != nil {
		return api.View{}, err
	}
	r, err := a.DB.Plans().Find(ctx, name)
	if err != nil {
		return api.View{}, err
	}
	return a.view(&r), nil
}

// stateOf is where a decision leads.
func stateOf(do string) plan.State {
	switch do {
	case "accept":
		return plan.Accepted
	case "adjust":
		return plan.Adjusted
	case "reject":
		return plan.Rejected
	}
	return plan.Proposed
}

// Decide takes a decision.
func (a Answers) Decide(ctx context.Context, c api.Choice) (api.View, error) {
	id, err := plan.ParseID(c.ID)
	if err != nil {
		return api.View{}, err
	}
	r, err := a.Desk.Decide(ctx, Choice{ID: id, Version: c.Version, State: stateOf(c.Do), Units: c.Units, Confirmed: c.Confirm, Reason: c.Reason, Actor: c.Actor})
	if old, ok := errors.AsType[*Stale](err); ok {
		return api.View{}, api.NewStale(old.error, a.view(&old.Row))
	}
	if err != nil {
		return api.View{}, err
	}
	return a.view(&r), nil
}

// AcceptAll accepts what stands.
func (a Answers) AcceptAll(ctx context.Context, s api.Sweep) (int64, error) {
	w := Sweep{Kind: s.Kind, Class: s.Class, LeastGain: s.LeastGain, Reason: s.Reason, Actor: s.Actor}
	for _, id := range s.Stores {
		number, ok := a.DB.Catalogue().StoreNumber(id)
		if !ok {
			return 0, fault.AtField("/store", "there is no store %.60q", string(id))
		}
		w.Stores = append(w.Stores, number)
	}
	return a.Desk.AcceptAll(ctx, w)
}

// Night is the plan that stands, as far as it is the stores' own; before the first it is
// fault.NotFound.
func (a Answers) Night(ctx context.Context, stores []retail.StoreID) (api.NightView, error) {
	run, found, err := a.DB.Plans().Current(ctx)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "no_plan", "no plan was made yet; the next one comes by itself in the morning, or POST /v1/stock/plan")
	}
	if err != nil {
		return api.NightView{}, err
	}
	if len(stores) > 0 {
		return a.ownNight(ctx, &run, stores)
	}
	t, err := TotalsOf(&run)
	haulage := minor(t.Haulage)
	out := api.NightView{
		Plan: run.Number, Day: run.Day.String(), MadeAt: rfc3339(run.Made), CutOff: t.CutOff, Orders: t.Orders, Moves: t.Moves, Currency: a.Currency(),
		Gain: api.RangeView{Low: minor(t.Gain.Low), Mid: minor(t.Gain.Mid), High: minor(t.Gain.High)}, Outlay: minor(t.Outlay), Haulage: &haulage,
		Vans: &t.Totals.Vans, VanSpace: &t.VanShare, Nothing: map[string]int{}, Drifting: t.Drifting, Autopilot: &t.Accepted,
	}
	if share, ok := t.Hands.Share(); ok {
		out.Changed = &api.ChangedView{Orders: t.Hands.Lines, Nearer: share, Range: [2]float64{t.Hands.Low, t.Hands.High}, Empty: t.Hands.Empty}
	}
	for why, n := range t.Silent {
		out.Nothing[string(why)] = n
	}
	for i, d := range t.Days {
		out.Days = append(out.Days, api.DayView{
			Day:     (run.Day + retail.BusinessDay(i+1)).String(),
			Without: [3]float64{d.Without.Low, d.Without.Mid, d.Without.High}, With: [3]float64{d.With.Low, d.With.Mid, d.With.High},
		})
	}
	return out, err
}

// ownNight is what the plan proposes to some stores, or moves away from them.
func (a Answers) ownNight(ctx context.Context, run *plan.Run, stores []retail.StoreID) (api.NightView, error) {
	t, err := TotalsOf(run)
	if err != nil {
		return api.NightView{}, err
	}
	settings, err := a.PlanSettings(ctx)
	out := api.NightView{
		Plan: run.Number, Day: run.Day.String(), MadeAt: rfc3339(run.Made), CutOff: t.CutOff, Currency: a.Currency(),
		Days: []api.DayView{}, Nothing: map[string]int{}, Drifting: t.Drifting,
	}
	var lines []plan.Row
	for _, id := range stores {
		number, ok := a.DB.Catalogue().StoreNumber(id)
		if !ok || err != nil {
			continue
		}
		var in, away []plan.Row
		if in, err = a.DB.Plans().OfStore(ctx, number, plan.Filter{Run: run.Number}, 0, mostOfStore); err == nil {
			away, err = a.DB.Plans().FromStore(ctx, number, run.Number, mostOfStore)
		}
		lines = append(append(lines, in...), away...)
	}
	var (
		gains  []kernel.Range
		outlay float64
	)
	for _, r := range once(lines) {
		gains = append(gains, kernel.Range{Low: r.Why.Gain[0], Mid: r.Why.Gain[1], High: r.Why.Gain[2]})
		if r.Kind == kernel.Move {
			out.Moves++
		} else {
			out.Orders++
			outlay += r.Why.Outlay
		}
	}
	gain := kernel.Sum(gains, settings.Rules.Together)
	out.Gain, out.Outlay = api.RangeView{Low: minor(gain.Low), Mid: minor(gain.Mid), High: minor(gain.High)}, minor(outlay)
	return out, err
}

// once drops the second of a move between two of the stores that were read.
func once(rows []plan.Row) []plan.Row {
	seen := map[plan.ID]bool{}
	return slices.DeleteFunc(rows, func(r plan.Row) bool {
		again := seen[r.ID]
		seen[r.ID] = true
		return again
	})
}

// PlanRules are what the chain has set.
func (a Answers) PlanRules(ctx context.Context) (json.RawMessage, error) {
	s, err := a.PlanSettings(ctx)
	if err != nil {
		return nil, err
	}
	return rulesView(s)
}

func rulesView(s Settings) (json.RawMessage, error) {
	s.Service, s.OrderCost, s.Autopilot = filled(s.Service), filled(s.OrderCost), filled(s.Autopilot)
	s.Shelf, s.Display = filled(s.Shelf), filled(s.Display)
	return json.Marshal(s)
}

// filled makes a list that nobody set an empty one, not null.
func filled[T any](list map[string]T) map[string]T {
	if list == nil {
		return map[string]T{}
	}
	return list
}

// PutPlanRules changes them where match lets what stands change; what is not named stays.
func (a Answers) PutPlanRules(ctx context.Context, rules []byte, match func(standing any) error, actor string) error {
	return a.EditPlanSettings(ctx, actor, func(s *Settings) error {
		standing, err := rulesView(*s)
		if err != nil {
			return err
		}
		if err := match(standing); err != nil {
			return err
		}
		return wire.DecodeStrict(rules, s)
	})
}

// Routes are the API's rows about plans.
func (d *Desk) Routes() []room.Route {
	return api.Ports{Plans: Answers{d}, Outbox: Answers{d}}.Routes()
}

// Room is the console's page of tonight's plan.
func (d *Desk) Room() stock.Ports { return stock.Ports{Plans: Pages{d}, Draw: rand.Uint64} }
