package simulate

import (
	"slices"

	"sartor/internal/retail"
	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/people"
)

// Latent is a product that exists in truth and that no store sells until it is
// launched (SIMULATION.md 9).
type Latent struct {
	Category string
	Name     string
	Price    retail.Minor // 0: one as the category's are
	Cost     retail.Minor
	Appeal   float64            // beside the range's products, whose appeals vary about 0; a dud's is −1.2
	Adds     float64            // need that it brings of its own where it is liked, as a share of its category's
	Wanted   map[string]float64 // θ by region: how much more than the chain; 1 elsewhere
}

// Laws of a launch (SIMULATION.md 9.2; those marked [N] are chosen here).
const (
	noticed   = .010 // a visit past the shelf
	shown     = .35  // by a voucher, or by the display of the first weeks
	displayed = 28   // days it stands there [N]
	imitates  = .12  // of the share of the region's households that bought lately
	lately    = 28   // days
	novel     = .8   // on choice, until the first purchase
	regional  = .15  // of ln θ, on liking
)

// latent is one with the world's numbers.
type latent struct {
	product, category int
	wanted            []draw.Nat // ln θ by region
	adds              draw.Nat
}

// held are the latent products as the market takes them.
func (w *World) held() (out []basket.Held) {
	for _, l := range w.Latent {
		out = append(out, basket.Held{Category: w.Preset.Category(l.Category), Name: l.Name, Appeal: draw.NatOf(l.Appeal), Price: l.Price, Cost: l.Cost})
	}
	return out
}

// wants prepares how much each region wants the latent products.
func (c *Chain) wants() {
	for i, l := range c.World.Latent {
		product := c.Market.Held[i]
		out := latent{product: product, category: c.Market.CategoryOf(product), adds: draw.NatOf(l.Adds)}
		for _, r := range c.World.Preset.Regions {
			theta := l.Wanted[r.Name]
			if theta <= 0 {
				theta = 1
			}
			out.wanted = append(out.wanted, draw.LnOf(theta))
		}
		c.latent = append(c.latent, out)
	}
}

// Latents returns the products that are held back, in the order of the world's.
func (c *Chain) Latents() (out []retail.Product) {
	for _, l := range c.latent {
		out = append(out, c.Market.Products[l.product])
	}
	return out
}

// novelty is what became of a latent product in a session.
type novelty struct {
	latent
	since  map[uint16]int32 // first day of sale, by store that carries it
	known  map[uint64]*acquaintance
	lived  []draw.Nat // households by region
	bought []draw.Nat // of them, in the last weeks; counted on a day
	day    int32
}

// acquaintance is what a household knows of a new product.
type acquaintance struct {
	region uint8
	bought bool
	last   int32 // day it was bought last
}

// unveil prepares what may be launched.
func (s *Session) unveil() {
	for _, l := range s.chain.latent {
		n := novelty{latent: l, since: map[uint16]int32{}, known: map[uint64]*acquaintance{}, day: noDate}
		n.lived = make([]draw.Nat, len(s.chain.World.Preset.Regions))
		for i := range s.all {
			n.lived[s.regionOf(&s.all[i])]++
		}
		n.bought = make([]draw.Nat, len(n.lived))
		s.novel = append(s.novel, n)
	}
}

func (s *Session) regionOf(h *household) uint8 {
	return uint8(s.chain.Town.Stores[h.state.Person.Home()].Region)
}

// Launch has a store carry a latent product from tomorrow on, with a first filling
// of whole units; a store that carries it already goes on. It reports whether the
// store is new to it.
func (s *Session) Launch(product retail.ProductID, store retail.StoreID, units int) bool {
	at := slices.IndexFunc(s.chain.Stores, func(x retail.Store) bool { return x.ID == store })
	for i := range s.novel {
		n := &s.novel[i]
		if s.chain.Market.Products[n.product].ID != product || at < 0 {
			continue
		}
		if _, carried := n.since[uint16(at)]; carried {
			return false
		}
		day, _, _ := s.Peek()
		n.since[uint16(at)] = int32(day) + 1
		if s.shelves != nil && uint16(at) != s.chain.Town.Web() {
			n.since[uint16(at)] = s.shelves.Today() + 1
			s.shelves.List(at, n.product, int32(units))
		}
		return true
	}
	return false
}

// Withdraw takes a product that was launched out of all stores again.
func (s *Session) Withdraw(product retail.ProductID) {
	for i := range s.novel {
		if n := &s.novel[i]; s.chain.Market.Products[n.product].ID == product && len(n.since) > 0 {
			clear(n.since)
			if s.shelves != nil {
				s.shelves.Recall(n.product)
			}
		}
	}
}

// newcomers are the new products that come to a household's mind at a visit.
func (s *Session) newcomers(h *household, p *purse, t *people.Trip) (out []basket.Push) {
	for i := range s.novel {
		n := &s.novel[i]
		since, carried := n.since[t.Store]
		if !carried || t.Day < since || !s.aware(n, h, p, t) {
			continue
		}
		out = append(out, n.push(s.chain, &h.state.Person, n.known[t.Entity]))
	}
	return out
}

// aware reports whether a household knows a new product at a visit past its shelf.
func (s *Session) aware(n *novelty, h *household, p *purse, t *people.Trip) bool {
	if n.known[t.Entity] != nil {
		return true
	}
	region := s.regionOf(h)
	n.count(t.Day)
	chance := draw.NatOf(noticed) + draw.NatOf(imitates).Mul(n.bought[region].Div(max(n.lived[region], 1)))
	if t.Day < n.since[t.Store]+displayed || slices.ContainsFunc(p.held, func(v held) bool { return v.product == n.product }) {
		chance += draw.NatOf(shown)
	}
	if !draw.NewKey(s.chain.World.Seed.Noise, draw.Novel, t.Entity, t.N).Below(uint64(n.product), chance.Share()) {
		return false
	}
	n.known[t.Entity] = &acquaintance{region: region, last: noDate}
	return true
}

// count counts once a day whose neighbours may imitate them.
func (n *novelty) count(day int32) {
	if day == n.day {
		return
	}
	n.day = day
	clear(n.bought)
	for _, k := range n.known {
		if k.last > day-lately {
			n.bought[k.region]++
		}
	}
}

// push is what a new product does to a household that knows it: novelty draws until
// it was tried, liking after. Where it is wanted more it is chosen more, and brings
// more need of its own.
//
//	Computes  need + ln(1 + adds·θ·w), choice + ln θ + (novel | habit·(2 liked − .6)),
//	          liked ~ Beta(3, 2) + .15 ln θ, w 1 until it was tried, then liked
func (n *novelty) push(c *Chain, p *people.Person, k *acquaintance) basket.Push {
	wanted := n.wanted[k.region]
	choice, weight := draw.NatOf(novel), draw.One
	if k.bought {
		// the third of four uniform draws in their order is Beta(3, 2)
		key := draw.NewKey(c.World.Seed.Traits, draw.Novel, p.Entity, -1)
		var u [4]draw.Nat
		for i := range u {
			u[i] = draw.Nat(key.At(uint64(n.product)<<2+uint64(i)) >> 52)
		}
		slices.Sort(u[:])
		weight = u[2] + draw.NatOf(regional).Mul(wanted)
		choice = draw.NatOf(c.World.Preset.Traits.Habit).Mul(2*weight - draw.NatOf(.6))
	}
	own := n.adds.Mul(draw.ExpNat(wanted)).Mul(max(weight, 0))
	return basket.Push{Product: n.product, Category: n.category, Need: draw.LnRatio(uint64(draw.One+own), uint64(draw.One)), Choice: choice + wanted, New: true}
}

// tried notes what was bought of new products.
func (s *Session) tried(h *household, t *people.Trip) {
	for i := range s.novel {
		n := &s.novel[i]
		k := n.known[h.state.Person.Entity]
		if k != nil && slices.ContainsFunc(s.worker.trolley.Items, func(it basket.Item) bool { return int(it.Product) == n.product }) {
			k.bought, k.last = true, t.Day
		}
	}
}
