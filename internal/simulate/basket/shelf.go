package basket

import "sartor/internal/simulate/draw"

// Shelf is what stands in the stores of a closed world, in thousandths of a
// unit or grams.
type Shelf interface {
	// Stands is what a shopper finds of a product.
	Stands(store uint16, product int) int32
	// Marked is how much of it is marked down, by Cut hundredths of its price.
	Marked(store uint16, product int) (quantity, cut int32)
	// Serve takes what a shopper was served and hears what was wanted.
	Serve(Want)
}

// Want is a wish for a product and what came of it: Sold was there, Swapped of
// Instead was taken in its place (Instead below 0: nothing), the rest of
// Quantity was not bought.
type Want struct {
	Store            uint16
	Product, Instead int
	Quantity         int32
	Sold, Swapped    int32
	ReachesToTheBack bool // takes the youngest
}

// Kinds of draw of purpose 18; never renumbered.
const (
	aisleElsewhere = 100 * iota // + category
	aisleBack
)

// AisleSister begins the draws by line of whether a till reads a sister's code.
const AisleSister = 1000

// serve takes a wanted product from a closed world's shelf, or what comes next
// to mind. It returns what was bought; ok is false when nothing was.
func (m *Market) serve(sh *Shopper, ch choice, first, second ranked) (got ranked, item Item, units int64, ok bool) {
	item, units = m.line(sh, ch, first.product)
	k := draw.NewKey(m.seed.Noise, draw.Aisle, sh.taste.Entity, ch.N)
	w := Want{
		Store: ch.Store, Product: first.product, Instead: -1, Quantity: item.Quantity,
		ReachesToTheBack: k.Below(aisleBack+uint64(ch.category), m.law.youngest),
	}
	if stands := ch.Shelf.Stands(ch.Store, first.product); stands > 0 {
		item, units = m.cutTo(item, units, stands)
		w.Sold = item.Quantity
		item = m.markedDown(ch, item)
		ch.Shelf.Serve(w)
		return first, item, units, true
	}
	if second.slot != none && second.worth >= first.worth-m.law.change {
		if stands := ch.Shelf.Stands(ch.Store, second.product); stands > 0 {
			item, units = m.line(sh, ch, second.product)
			item, units = m.cutTo(item, units, stands)
			w.Instead, w.Swapped = second.product, item.Quantity
			item = m.markedDown(ch, item)
			ch.Shelf.Serve(w)
			return second, item, units, true
		}
	}
	ch.Shelf.Serve(w)
	return first, item, units, false
}

// missed is what a need becomes that no shelf met: it stays, or is met by a
// competitor, and comes back when what was bought there is used up.
func (m *Market) missed(sh *Shopper, pantry *Pantry, ch choice, units int64) {
	k := draw.NewKey(m.seed.Noise, draw.Aisle, sh.taste.Entity, ch.N)
	if k.Below(aisleElsewhere+uint64(ch.category), m.law.elsewhere) {
		pantry.fill(ch.category, units*m.law.cycle[ch.category])
	}
}

// cutTo leaves of a line what stands on the shelf.
func (m *Market) cutTo(item Item, units int64, stands int32) (Item, int64) {
	if item.Quantity <= stands {
		return item, units
	}
	part := func(v int32) int32 {
		return int32((int64(v)*int64(stands) + int64(item.Quantity)/2) / int64(item.Quantity))
	}
	out := Item{Product: item.Product, Quantity: stands, Amount: max(part(item.Amount), 1), Discount: part(item.Discount)}
	if units > 1 {
		units = max(units*int64(stands)/int64(item.Quantity), 1)
	}
	return out, units
}

// markedDown takes the cut of the last day off the part of a line that is of it.
func (m *Market) markedDown(ch choice, item Item) Item {
	marked, cut := ch.Shelf.Marked(ch.Store, int(item.Product))
	if marked = min(marked, item.Quantity); marked <= 0 {
		return item
	}
	off := int32(int64(item.Amount) * int64(marked) / int64(item.Quantity) * int64(cut) / 100)
	item.Amount -= off
	item.Discount += off
	return item
}

// Lists reports whether a store lists a product.
func (m *Market) Lists(store, product int) bool { return m.listed[store][product] }

// Promoted reports whether a product costs less on a day.
func (m *Market) Promoted(product int, day int32) bool {
	w := promoWeek(day)
	return w >= 0 && w < len(m.cut) && m.cut[w][product] > 0
}

// Sister is the product whose code a till may read by mistake: the next one of
// its category that the store lists; the product itself where there is none.
func (m *Market) Sister(store, product int) int {
	c := m.goods[product].category
	low, high := m.first[c], m.first[c+1]
	for i := 1; i < high-low; i++ {
		if next := low + (product-low+i)%(high-low); m.listed[store][next] && m.goods[next].weighed == m.goods[product].weighed {
			return next
		}
	}
	return product
}

// Season is how far the need of a product's category swings in a year.
func (m *Market) Season(product int) draw.Nat { return m.law.amplitude[m.goods[product].category] }
