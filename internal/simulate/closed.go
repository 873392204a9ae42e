package simulate

import (
	"context"
	"iter"
	"sync/atomic"

	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/people"
	"sartor/internal/simulate/shelf"
	"sartor/internal/touchpoint"
)

// Supply says how the shelves of a closed world are filled. The zero Supply is
// the chain's base policy, and nobody listening.
type Supply struct {
	Policy shelf.Policy         // nil: shelf.Base
	Book   func(shelf.Movement) // hears what stores write down of their stock
	Truth  bool                 // keep what was wanted by product, store and day
}

// Closed begins a session whose shoppers meet shelves that empty and refill. Its
// households come out of the open world, whose sales before the first day say
// how much stands on the shelves then.
func (c *Chain) Closed(ctx context.Context, from, until int, supply Supply) (*Session, error) {
	sold := newTally(c, int32(from))
	s, err := c.session(ctx, from, until, sold.add)
	if err != nil {
		return nil, err
	}
	s.stock(sold, supply)
	return s, nil
}

// tally counts what the open world sold in the last days before shelves open.
type tally struct {
	chain *Chain
	first int32
	units []atomic.Int32 // day back − 1, store, product
}

func newTally(c *Chain, from int32) *tally {
	return &tally{c, from, make([]atomic.Int32, shelf.Remembered*len(c.Stores)*len(c.Market.Products))}
}

func (t *tally) at(store, product int, day int32) *atomic.Int32 {
	return &t.units[(int(t.first-day-1)*len(t.chain.Stores)+store)*len(t.chain.Market.Products)+product]
}

// add counts a visit; workers add at once.
func (t *tally) add(trip *people.Trip, items []basket.Item) {
	if trip.Day < t.first-shelf.Remembered || trip.Day >= t.first {
		return
	}
	for _, it := range items {
		t.at(int(trip.Store), int(it.Product), trip.Day).Add(it.Quantity)
	}
}

// ranged is what shelves ask of a chain.
type ranged struct {
	*tally
}

func (w ranged) Listed(store, product int) bool { return w.chain.Market.Lists(store, product) }

func (w ranged) Open(store int, day int32) bool {
	opens, closes := w.chain.Town.Open(uint16(store), day)
	return opens < closes
}

func (w ranged) Promoted(product int, day int32) bool { return w.chain.Market.Promoted(product, day) }

// Lift plans every promotion by the chain's mean: too little where it works, too
// much where it does not.
func (w ranged) Lift(product int, day int32) draw.Nat {
	c, lift := w.chain, draw.One
	if c.Market.Promoted(product, day) {
		lift = draw.NatOf(c.World.Preset.Supply.Lift)
	}
	r := &c.World.Recipe
	if int(day) >= r.From && int(day) < r.Until && c.meant[c.Market.CategoryOf(product)] == recipeGoods {
		lift = lift.Mul(draw.NatOf(c.World.Preset.Supply.RecipeLift))
	}
	return lift
}

func (w ranged) Sold(store, product int, day int32) int32 { return w.at(store, product, day).Load() }

// stock opens the session's shelves on the morning of its first day.
func (s *Session) stock(sold *tally, supply Supply) {
	c := s.chain
	at := shelf.Setting{
		Goods: c.goods(), First: sold.first, Range: ranged{sold}, Policy: supply.Policy, Book: supply.Book, Truth: supply.Truth,
	}
	for _, p := range c.Town.Stores[:c.Town.Web()] {
		at.Places = append(at.Places, shelf.Place{Region: p.Region, X: p.X.Float(), Y: p.Y.Float()})
	}
	s.shelves = shelf.New(&c.World.Preset.Supply, shelf.Seed(c.World.Seed), at)
	s.worker.shelf = aisle{s.shelves}
	s.shelves.Dawn()
}

// goods is the range as its supply sees it.
func (c *Chain) goods() []shelf.Good {
	p := c.World.Preset
	shrinks := map[int]bool{}
	for _, name := range p.Supply.ShrinkCategories {
		shrinks[p.Category(name)] = true
	}
	out := make([]shelf.Good, len(c.Market.Products))
	for i := range out {
		category := c.Market.CategoryOf(i)
		out[i] = shelf.Good{
			Category: category, Life: int32(p.Categories[category].Life), Pack: int32(c.Market.Products[i].CasePack),
			Season: c.Market.Season(i), Shrinks: shrinks[category],
		}
	}
	return out
}

// aisle is a closed world's shelves as shoppers meet them.
type aisle struct{ *shelf.Shelves }

func (a aisle) Stands(store uint16, product int) int32 {
	return a.Shelves.Stands(int(store), product)
}

func (a aisle) Marked(store uint16, product int) (quantity, cut int32) {
	return a.Shelves.Marked(int(store), product), a.Cut()
}

func (a aisle) Serve(w basket.Want) {
	a.Shelves.Serve(shelf.Want{
		Store: int(w.Store), Product: w.Product, Instead: w.Instead, Quantity: w.Quantity, Sold: w.Sold, Swapped: w.Swapped,
		Youngest: w.ReachesToTheBack,
	})
}

// Shelves are those of a closed world; nil in an open one.
func (s *Session) Shelves() *shelf.Shelves { return s.shelves }

// Dawn ends the days before a day: what was agreed on in the evening goes out, and what
// is due in the morning comes.
func (s *Session) Dawn(day int) { s.reach(int32(day)) }

// reach ends days and begins the next until the shelves stand in a day.
func (s *Session) reach(day int32) {
	if s.shelves == nil {
		return
	}
	for s.shelves.Today() < day {
		s.shelves.Dusk()
		s.shelves.Dawn()
	}
}

// scan books a visit's lines as the till reads them, now and then under a
// sister's code, and brings back what was not paid for in the end.
func (s *Session) scan(v *Visit) {
	if s.shelves == nil || v.Web {
		return
	}
	store := int(v.trip.Store)
	k := draw.NewKey(s.chain.World.Seed.Noise, draw.Aisle, v.trip.Entity, v.trip.N)
	share := draw.ShareOf(s.chain.World.Preset.Supply.Sister)
	for i, it := range s.worker.trolley.Items {
		if v.PaymentFails || v.VoidedLater {
			s.shelves.Back(store, int(it.Product), it.Quantity)
			continue
		}
		product := int(it.Product)
		if k.Below(basket.AisleSister+uint64(i), share) {
			product = s.chain.Market.Sister(store, product)
			v.Receipt.Lines[i].Product = s.chain.Market.Products[product].ID
		}
		s.shelves.Scanned(store, product, it.Quantity)
	}
}

// Day is one day of a closed world.
type Day struct {
	Number    int
	Receipts  []touchpoint.Receipt
	Movements []shelf.Movement
	Shelves   *shelf.Shelves // as they stand at the day's end, before the night's orders
}

// Days plays a closed world without vouchers, day by day. Movements of a day are
// those since the day before was handed over: its own, and the night's orders
// of the one before.
func (c *Chain) Days(ctx context.Context, from, to int, supply Supply) iter.Seq2[Day, error] {
	return func(yield func(Day, error) bool) {
		var written []shelf.Movement
		hear := supply.Book
		supply.Book = func(m shelf.Movement) {
			written = append(written, m)
			if hear != nil {
				hear(m)
			}
		}
		s, err := c.Closed(ctx, from, to, supply)
		if err != nil {
			yield(Day{}, err)
			return
		}
		for n := from; n < to; n++ {
			s.reach(int32(n))
			day := Day{Number: n, Shelves: s.shelves}
			for {
				v, ok := s.Before(n+1, 0)
				if !ok {
					break
				}
				if !v.PaymentFails && !v.VoidedLater {
					day.Receipts = append(day.Receipts, v.Receipt)
				}
				s.Answer(v, Answer{})
			}
			day.Movements, written = written, nil
			if !yield(day, ctx.Err()) {
				return
			}
		}
	}
}
