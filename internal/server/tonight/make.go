package tonight

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"time"

	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
	kernel "sartor/internal/stock/plan"
)

// maker is one plan in the making.
type maker struct {
	*Desk
	settings Settings
	chain    *retail.Catalogue
	kernel   *kernel.Chain
	night    *kernel.Night
	at       map[uint32]int // index of a store's number in kernel.Stores
	depots   map[string]int // index of a store's id
	terms    map[uint32]Terms
	pending  map[[2]uint32]pended
	settled  map[plan.Shelf]bool   // nothing is proposed for them again
	rows     map[uint32][]plan.Row // by the number of the store they go to
	day      retail.BusinessDay
	shelves  int
	classes  map[uint32]string
	foretold map[string]float64 // units asked for tomorrow, by class
	drift    drifts
}

// pended is what was agreed on for a product of a store and no book of stock holds.
type pended struct {
	coming []kernel.Arrival
	gone   int // that leaves
}

// Make makes a plan now and lets it stand. note is told how far it is.
func (d *Desk) Make(ctx context.Context, actor string, note func(done string) error) (plan.Run, error) {
	const op = "tonight.Make"
	if err := d.Book(ctx); err != nil {
		return plan.Run{}, fault.At(op, err)
	}
	began := d.Clock()
	m, err := d.maker(ctx)
	if err != nil {
		return plan.Run{}, fault.At(op, err)
	}
	run := plan.Run{Day: m.day, AsOf: retail.MicrosOf(began), Made: retail.MicrosOf(began), Actor: actor}
	if err := m.plan(ctx, note); err != nil {
		return plan.Run{}, fault.At(op, err)
	}
	if run, err = d.DB.Plans().Begin(ctx, run); err != nil {
		return run, fault.At(op, err)
	}
	if err := m.publish(ctx, run, note); err != nil {
		return run, fault.At(op, err)
	}
	run, err = m.open(ctx, run, began)
	return run, fault.At(op, err)
}

// maker reads what holds for all products.
func (d *Desk) maker(ctx context.Context) (*maker, error) {
	m := &maker{Desk: d, chain: d.DB.Catalogue(), at: map[uint32]int{}, depots: map[string]int{}, pending: map[[2]uint32]pended{}, rows: map[uint32][]plan.Row{}, classes: map[uint32]string{}, foretold: map[string]float64{}, day: d.day()}
	var err error
	if m.settings, err = d.PlanSettings(ctx); err != nil {
		return nil, err
	}
	if d.Fresh != nil {
		if err := d.Fresh(ctx); err != nil {
			return nil, err
		}
	}
	if m.terms, err = d.Sources.Terms(ctx); err != nil {
		return nil, err
	}
	m.kernel = &kernel.Chain{Day: m.day, Rules: m.settings.Rules}
	if m.settings.late(m.local()) {
		m.kernel.Rules.Vans = 0 // they have left
	}
	if m.settled, err = d.DB.Plans().Settled(ctx, retail.MicrosOf(d.Clock())); err != nil {
		return nil, err
	}
	for n := range m.chain.Stores {
		s := &m.chain.Stores[n]
		if s.ID == "" {
			continue
		}
		opens := 0
		if day, err := retail.ParseDay(s.Opened); err == nil {
			opens = int(day - m.day)
		}
		m.at[uint32(n)], m.depots[string(s.ID)] = len(m.kernel.Stores), len(m.kernel.Stores)
		m.kernel.Stores = append(m.kernel.Stores, kernel.Store{
			Number: uint32(n), Region: s.Region, Latitude: s.Latitude, Longitude: s.Longitude, Opens: opens, Online: s.Kind == retail.Online,
		})
	}
	if m.night, err = kernel.NewNight(m.kernel); err != nil {
		return nil, err
	}
	return m, m.agreed(ctx)
}

// agreed reads what was agreed on and is in no book of stock.
func (m *maker) agreed(ctx context.Context) error {
	rows, err := m.DB.Plans().Pending(ctx)
	for i := range rows {
		r := &rows[i]
		to := [2]uint32{r.Store, r.Product}
		p := m.pending[to]
		p.coming = append(p.coming, kernel.Arrival{Day: max(int(r.Due-m.day), 1), Units: int(r.Agreed)})
		m.pending[to] = p
		if r.Kind == kernel.Move {
			from := [2]uint32{r.From, r.Product}
			p := m.pending[from]
			p.gone += int(r.Agreed)
			m.pending[from] = p
		}
	}
	return err
}

// plan plans all products, as many at a time as fit in memory.
func (m *maker) plan(ctx context.Context, note func(string) error) error {
	products := len(m.chain.Products)
	each := max(chunk/max(len(m.kernel.Stores), 1), 100)
	for first := 1; first < products; first += each {
		last := min(first+each, products)
		if err := note("planned " + percent(first, products)); err != nil {
			return err
		}
		items, err := m.items(ctx, first, last)
		if err != nil {
			return err
		}
		if err := m.all(ctx, items); err != nil {
			return err
		}
	}
	return m.night.Settle(m.tell)
}

func percent(done, of int) string {
	return string(appendInt(nil, 100*done/max(of, 1))) + " %"
}

func appendInt(b []byte, n int) []byte { out, _ := json.Marshal(n); return append(b, out...) }

// all plans items; tills go first between them.
func (m *maker) all(ctx context.Context, items []kernel.Item) error {
	stint := m.Stint(.5)
	for i := range items {
		out, err := m.kernel.Plan(items[i])
		if err != nil {
			return err
		}
		m.leave(&out)
		if err := m.night.Add(&out, m.tell); err != nil {
			return err
		}
		if err := stint.Breathe(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// leave drops what was settled today, so that the plan's sums are those of its lines; a
// store whose move does not go orders as it would without.
func (m *maker) leave(o *kernel.Outcome) {
	settled := func(store int, product uint32) bool {
		return m.settled[plan.Shelf{Store: m.kernel.Stores[store].Number, Product: product}]
	}
	o.Moves = slices.DeleteFunc(o.Moves, func(p kernel.Proposal) bool {
		gone := settled(p.To, p.Product) || settled(p.From, p.Product)
		if gone {
			o.Orders = slices.DeleteFunc(o.Orders, func(order kernel.Proposal) bool { return order.To == p.To })
			if instead, ok := o.Instead[p.To]; ok {
				o.Orders = append(o.Orders, instead)
			}
		}
		return gone
	})
	o.Orders = slices.DeleteFunc(o.Orders, func(p kernel.Proposal) bool { return settled(p.To, p.Product) })
}

// tell keeps a proposal as the row it becomes.
func (m *maker) tell(p *kernel.Proposal) error {
	to := m.kernel.Stores[p.To].Number
	r := plan.Row{
		ID: plan.ID{Store: to}, Kind: p.Kind, Product: p.Product, Supplier: p.Supplier, Class: p.Class, Due: m.day + retail.BusinessDay(p.Day),
		Units: int64(p.Units), Gain: int64(math.Round(p.Gain.Mid)),
		Why: plan.Why{
			Pack: p.Pack, Policy: p.Policy, Gain: [3]float64{p.Gain.Low, p.Gain.Mid, p.Gain.High}, Cover: p.Cover, Giver: p.Giver, More: p.More, Less: p.Less, Outlay: p.Outlay,
		},
	}
	if p.From >= 0 {
		r.From = m.kernel.Stores[p.From].Number
	}
	for _, t := range p.Terms {
		r.Why.Terms = append(r.Why.Terms, plan.Term{Kind: t.Kind, Value: math.Round(100*t.Value) / 100, Days: t.Days, Text: t.Text})
	}
	m.rows[to] = append(m.rows[to], r)
	return nil
}

// publish writes each store's proposals, the greatest gain first.
func (m *maker) publish(ctx context.Context, run plan.Run, note func(string) error) error {
	for i := range m.kernel.Stores {
		store := m.kernel.Stores[i].Number
		rows := m.rows[store]
		slices.SortFunc(rows, func(a, b plan.Row) int {
			return cmp.Or(-cmp.Compare(a.Gain, b.Gain), cmp.Compare(a.Product, b.Product), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From))
		})
		for line := range rows {
			rows[line].Run, rows[line].Line = run.Number, int64(line+1)
		}
		if err := note("written " + percent(i, len(m.kernel.Stores))); err != nil {
			return err
		}
		if _, err := m.DB.Plans().Publish(ctx, run, store, rows); err != nil {
			return err
		}
	}
	return nil
}

// open lets the plan stand, after the autopilot has taken what it may.
func (m *maker) open(ctx context.Context, run plan.Run, began time.Time) (plan.Run, error) {
	if err := m.follow(ctx); err != nil {
		return run, err
	}
	t := Totals{
		Totals: m.night.Totals, Stores: len(m.kernel.Stores), Products: len(m.chain.Products) - 1, Shelves: m.shelves, Took: m.Clock().Sub(began),
		CutOff: m.settings.CutOff, Vans: m.settings.Rules.Vans, Late: m.settings.late(m.local()), Drifting: m.drift.classes(), Foretold: m.foretold,
	}
	var err error
	if t.Hands, err = m.hands(ctx); err != nil {
		return run, err
	}
	if t.Accepted, err = m.autopilot(ctx, run, t.Drifting); err != nil {
		return run, err
	}
	if run.Totals, err = json.Marshal(t); err != nil {
		return run, err
	}
	run.Made = retail.MicrosOf(m.Clock())
	if err := m.DB.Plans().Open(ctx, run); err != nil {
		return run, err
	}
	m.Log.Info("plan made", "run", run.Number, "orders", t.Orders, "moves", t.Moves, "shelves", t.Shelves)
	return run, nil
}
