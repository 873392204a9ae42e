package plan

import (
	"cmp"
	"math"
	"slices"
)

// Night gathers what is proposed for all products, and decides what vans carry. Add may
// be called in any order of products.
type Night struct {
	c       *Chain
	moves   []Proposal
	held    map[shelf]Proposal // orders that rest on a move
	instead map[shelf]Proposal // what is ordered when it does not go
	week    Week
	orders  sums
	Totals  Totals
}

type shelf struct {
	product uint32
	store   int
}

// sums add ranges of independent gains.
type sums struct{ mid, square float64 }

func (s *sums) add(r Range) {
	s.mid += r.Mid
	half := (r.High - r.Low) / 2
	s.square += half * half
}

// span is the range of a sum whose parts err alone, and whose demand errs together by a
// share.
func (s *sums) span(together float64) Range {
	half := math.Sqrt(s.square + math.Pow(z95*together*s.mid, 2))
	return Range{s.mid - half, s.mid, s.mid + half}
}

// Sum is the range of a sum of gains whose parts err alone, and whose demand errs
// together by a share.
func Sum(gains []Range, together float64) Range {
	var s sums
	for _, g := range gains {
		s.add(g)
	}
	return s.span(together)
}

// Totals are what a night's plan comes to.
type Totals struct {
	Orders, Moves int
	Units         int
	Outlay        float64 // of the orders
	Gain          Range   // of all
	MoveGain      Range   // of the moves, before their haulage
	Haulage       float64 // of the tours
	Vans          int     // that go
	VanShare      float64 // of their space that is used
	Promised      int     // vouchers that the plan reserves for
	More          Further // what would go if one van more were there
	Days          [Shown]Available
	Silent        map[Silence]int
	Tasks         []Task
	TasksTotal    int
}

// Further are moves that pay and have no van.
type Further struct {
	Moves int
	Gain  float64
}

// Available is the share of what is asked for that is there, on one day.
type Available struct {
	Wanted        float64 // units
	Without, With Range   // shares
}

// MostTasks bounds the tasks that a night names; the rest is counted.
const MostTasks = 1000

// NewNight begins a night.
func NewNight(c *Chain) (*Night, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	return &Night{c: c, held: map[shelf]Proposal{}, instead: map[shelf]Proposal{}, Totals: Totals{Silent: map[Silence]int{}}}, nil
}

// Add takes one product's outcome; orders that no van can change are told at once.
func (n *Night) Add(o *Outcome, tell func(*Proposal) error) error {
	waits := map[int]bool{}
	for i := range o.Moves {
		m := &o.Moves[i]
		n.moves = append(n.moves, *m)
		waits[m.To] = true
		if alt, ok := o.Instead[m.To]; ok {
			n.instead[shelf{m.Product, m.To}] = alt
		}
	}
	for i := range o.Orders {
		if p := &o.Orders[i]; waits[p.To] {
			n.held[shelf{p.Product, p.To}] = *p
		} else if err := n.tell(p, tell); err != nil {
			return err
		}
	}
	n.week.Add(&o.Week)
	for why, count := range o.Silent {
		n.Totals.Silent[why] += count
	}
	n.Totals.TasksTotal += len(o.Tasks)
	room := max(MostTasks-len(n.Totals.Tasks), 0)
	n.Totals.Tasks = append(n.Totals.Tasks, o.Tasks[:min(room, len(o.Tasks))]...)
	return nil
}

// tell hands a proposal out that stands.
func (n *Night) tell(p *Proposal, tell func(*Proposal) error) error {
	t := &n.Totals
	t.Units += p.Units
	t.Promised += p.vouchers()
	if p.Kind == Order {
		t.Orders++
		t.Outlay += p.Outlay
		n.orders.add(p.Gain)
	} else {
		t.Moves++
	}
	return tell(p)
}

func (p *Proposal) vouchers() int {
	at := slices.IndexFunc(p.Terms, func(t Term) bool { return t.Kind == Vouchers })
	if at < 0 {
		return 0
	}
	return p.Terms[at].Days
}

// route is one giver's tour into a region.
type route struct {
	from   int
	region string
	moves  []int // of Night.moves, the greatest gain of a unit first
	units  int
	km     float64
	gain   float64
}

// vans that a route takes.
func (r *route) vans(room int) int { return (r.units + room - 1) / max(room, 1) }

// cost of a route's tours.
func (n *Night) cost(r *route, vans int) float64 {
	return float64(vans) * (n.c.Rules.Tour + n.c.Rules.PerKm*2*r.km)
}

// Settle decides which moves go: those of routes that pay for their vans, the best of a
// van first, until none is left; then tells them and the orders that rest on them. What
// was told once is not told again.
func (n *Night) Settle(tell func(*Proposal) error) error {
	slices.SortFunc(n.moves, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(a.Product, b.Product), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	goes := make([]bool, len(n.moves))
	left, used, carried := n.c.Rules.Vans, 0, 0
	for _, r := range n.routes() {
		room := n.c.Rules.VanUnits
		vans := min(r.vans(room), left)
		load := n.load(r, vans*room)
		if worth := n.worth(load) - n.cost(r, vans); vans == 0 || worth <= 0 {
			if further := n.load(r, room); vans == 0 && n.worth(further) > n.cost(r, 1) && n.Totals.More.Moves == 0 {
				n.Totals.More = Further{len(further), n.worth(further) - n.cost(r, 1)}
			}
			continue
		}
		left, used = left-vans, used+vans
		n.Totals.Haulage += n.cost(r, vans)
		for _, i := range load {
			goes[i] = true
			carried += n.moves[i].Units
		}
	}
	n.Totals.Vans = used
	if used > 0 {
		n.Totals.VanShare = float64(carried) / float64(used*n.c.Rules.VanUnits)
	}
	return n.conclude(goes, tell)
}

// routes are the tours that moves would take, the best of a van first. A single move
// whose gain is not worth a hand is none.
func (n *Night) routes() []*route {
	type key struct {
		from   int
		region string
	}
	by := map[key]*route{}
	var out []*route
	for i := range n.moves {
		m := &n.moves[i]
		to, from := &n.c.Stores[m.To], &n.c.Stores[m.From]
		if m.Gain.Mid < n.c.Rules.LeastGain {
			continue
		}
		k := key{m.From, to.Region}
		r := by[k]
		if r == nil {
			r = &route{from: m.From, region: to.Region}
			by[k] = r
			out = append(out, r)
		}
		r.moves = append(r.moves, i)
		r.units += m.Units
		r.gain += m.Gain.Mid
		r.km = max(r.km, distance(from, to))
	}
	each := func(r *route) float64 {
		vans := max(r.vans(n.c.Rules.VanUnits), 1)
		return (r.gain - n.cost(r, vans)) / float64(vans)
	}
	for _, r := range out {
		slices.SortStableFunc(r.moves, func(a, b int) int { return -cmp.Compare(n.perUnit(a), n.perUnit(b)) })
	}
	slices.SortStableFunc(out, func(a, b *route) int {
		return cmp.Or(-cmp.Compare(each(a), each(b)), cmp.Compare(a.from, b.from), cmp.Compare(a.region, b.region))
	})
	return out
}

func (n *Night) perUnit(i int) float64 { return n.moves[i].Gain.Mid / float64(n.moves[i].Units) }

// load is what of a route fits.
func (n *Night) load(r *route, room int) (out []int) {
	for _, i := range r.moves {
		if n.moves[i].Units <= room {
			out = append(out, i)
			room -= n.moves[i].Units
		}
	}
	return out
}

func (n *Night) worth(moves []int) (sum float64) {
	for _, i := range moves {
		sum += n.moves[i].Gain.Mid
	}
	return sum
}

// conclude tells what goes, and what is ordered where a move goes or does not.
func (n *Night) conclude(goes []bool, tell func(*Proposal) error) error {
	stays := map[shelf]bool{}
	var order []shelf
	for i := range n.moves {
		m := &n.moves[i]
		at := shelf{m.Product, m.To}
		if _, seen := stays[at]; !seen {
			order = append(order, at)
		}
		stays[at] = stays[at] || !goes[i]
	}
	var gain sums
	for i := range n.moves {
		if !goes[i] {
			continue
		}
		m := &n.moves[i]
		gain.add(m.Gain)
		for d := range m.served {
			for _, x := range []*float64{&n.week[d].With.Low, &n.week[d].With.Mid, &n.week[d].With.High} {
				*x = max(*x-m.served[d], 0)
			}
		}
		if err := n.tell(m, tell); err != nil {
			return err
		}
	}
	for _, at := range order {
		o, ok := n.held[at]
		if stays[at] {
			o, ok = n.instead[at]
		}
		if !ok {
			continue
		}
		if err := n.tell(&o, tell); err != nil {
			return err
		}
	}
	n.moves, n.held, n.instead = nil, map[shelf]Proposal{}, map[shelf]Proposal{}
	n.total(gain)
	return nil
}

// total writes the sums.
func (n *Night) total(moves sums) {
	t, together := &n.Totals, n.c.Rules.Together
	t.MoveGain = moves.span(together)
	all := sums{n.orders.mid + moves.mid, n.orders.square + moves.square}
	t.Gain = all.span(together)
	for d := range n.week {
		s := &n.week[d]
		t.Days[d] = Available{Wanted: s.Wanted, Without: s.share(s.Without, together), With: s.share(s.With, together)}
	}
}

// share is the part of what is asked for that is there: the range is of a chain whose
// demand errs as one.
func (s *Shelves) share(m Missing, together float64) Range {
	if s.Wanted <= 0 {
		return Range{1, 1, 1}
	}
	at := func(missing, factor float64) float64 {
		if s.Wanted*factor <= 0 {
			return 1
		}
		return min(max(1-missing/(s.Wanted*factor), 0), 1)
	}
	off := z95 * together
	return ordered(Range{at(m.High, 1+off), at(m.Mid, 1), at(m.Low, max(1-off, 0))})
}
