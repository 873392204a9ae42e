package plan

import "slices"

// night is one product's night: what is worked on until it is an Outcome.
type night struct {
	c      *Chain
	it     *Item
	places []Place // of the item, without the days on which their store is closed
	depots []int   // stores that deliver to others
	orders []Proposal
	moves  []Proposal
	short  bool // a depot has too little
	silent map[Silence]int
}

// Outcome is what is proposed for one product.
type Outcome struct {
	Orders []Proposal
	Moves  []Proposal
	// Instead are the orders of stores whose move does not go in the end, by store; a
	// store that is not named orders nothing then.
	Instead map[int]Proposal
	Week    Week // of availability
	Silent  map[Silence]int
	Tasks   []Task
}

// Plan plans one product tonight: a pure function, so products may be planned at once.
// What vans carry is decided by Night.Settle, when all products are known.
func (c *Chain) Plan(it Item) (Outcome, error) {
	n := &night{c: c, it: &it}
	n.prepare()
	if err := n.reroute(); err != nil {
		return Outcome{}, err
	}
	still := n.places
	n.orderAll()
	out := Outcome{Instead: map[int]Proposal{}}
	if len(n.moves) > 0 && !n.short {
		without, silent := n.orders, n.silent
		n.places = moved(still, n.moves)
		n.orderAll()
		if n.short { // goods that leave a shelf are asked of a depot: orders stay as if nothing moved
			n.orders, n.silent = without, silent
		} else {
			out.Instead = insteadOf(without, n.moves)
		}
	}
	out.Orders, out.Moves, out.Silent, out.Tasks = n.orders, n.moves, n.silent, n.tasks()
	n.places = still
	out.Week = n.week()
	return out, nil
}

// insteadOf are the orders of those that moves go to, as they would be without.
func insteadOf(without, moves []Proposal) map[int]Proposal {
	out := map[int]Proposal{}
	for i := range moves {
		at := slices.IndexFunc(without, func(o Proposal) bool { return o.To == moves[i].To })
		if at >= 0 {
			out[moves[i].To] = without[at]
		}
	}
	return out
}

// moved are places as they stand when moves go.
func moved(places []Place, moves []Proposal) []Place {
	out := slices.Clone(places)
	for i := range moves {
		m := &moves[i]
		for k := range out {
			switch out[k].Store {
			case m.To:
				out[k].Arrivals = append(slices.Clip(out[k].Arrivals), Arrival{m.Day, m.Units})
			case m.From:
				out[k].OnHand -= m.Units
			}
		}
	}
	return out
}

// prepare leaves out days on which stores are closed, and finds the depots.
func (n *night) prepare() {
	n.places = slices.DeleteFunc(slices.Clone(n.it.Places), func(p Place) bool { return p.Store < 0 || p.Store >= len(n.c.Stores) })
	for i := range n.places {
		p := &n.places[i]
		p.Means = n.c.Stores[p.Store].open(p)
		n.lots(p)
		if t := p.Terms; t != nil && t.Depot >= 0 && t.Depot < len(n.c.Stores) && t.Depot != p.Store && !slices.Contains(n.depots, t.Depot) {
			n.depots = append(n.depots, t.Depot)
		}
	}
	slices.Sort(n.depots)
}

// lots says until when goods that spoil are for sale, where nobody does: what came today,
// and what still comes, for its whole life from today.
func (n *night) lots(p *Place) {
	last, came := n.it.Product.Life-1, p.today()
	if last < 0 {
		return
	}
	if len(p.Lots) == 0 {
		came += max(p.OnHand, 0)
	}
	if came == 0 {
		return
	}
	at, _ := slices.BinarySearchFunc(p.Lots, last, func(l Lot, day int) int { return l.Last - day })
	p.Lots = slices.Insert(slices.Clone(p.Lots), at, Lot{last, came})
}

// open are a place's means on the days on which its store sells.
func (s *Store) open(p *Place) []float64 {
	if s.Opens <= 1 && s.Closes == 0 {
		return p.Means
	}
	means := make([]float64, max(len(p.Means), Horizon))
	for day := range means {
		if s.sells(day + 1) {
			means[day] = p.mean(day+1, day+1)
		}
	}
	return means
}

// place finds a store's place, nil where it has none.
func (n *night) place(store int) *Place {
	at := slices.IndexFunc(n.places, func(p Place) bool { return p.Store == store })
	if at < 0 {
		return nil
	}
	return &n.places[at]
}

// orderAll orders for all stores, then for the depots behind them.
func (n *night) orderAll() {
	n.orders, n.silent, n.short = nil, map[Silence]int{}, false
	for i := range n.places {
		if p := &n.places[i]; !slices.Contains(n.depots, p.Store) {
			n.note(n.c.order(n.it, p))
		}
	}
	for _, depot := range n.depots {
		n.serve(depot)
	}
}

func (n *night) note(o Proposal, why Silence) {
	if why != "" {
		n.silent[why]++
		return
	}
	n.orders = append(n.orders, o)
}

// tasks are where somebody must look.
func (n *night) tasks() (out []Task) {
	for i := range n.it.Places {
		if p := &n.it.Places[i]; p.OnHand < 0 && !p.Unknown {
			out = append(out, Task{p.Store, n.it.Product.Number, Count, p.OnHand})
		}
	}
	return out
}
