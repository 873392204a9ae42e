package basket

import "sartor/internal/simulate/draw"

// Trolley collects one basket; it is used again from visit to visit.
type Trolley struct {
	Items  []Item
	Missed int // wanted products that were not on the shelf
	add    [most]draw.Nat
	dirty  bool
}

// Home is a household at one visit: its lasting tastes and what it has.
type Home struct {
	Shopper *Shopper
	Pantry  *Pantry
}

// Shop takes one visit's goods from the shelves. The pantry is brought up to
// the visit and keeps what was bought.
func (m *Market) Shop(at Home, v *Visit, pushes []Push, out *Trolley) {
	sh, pantry := at.Shopper, at.Pantry
	out.Items, out.Missed = out.Items[:0], 0
	out.spread(pushes)
	needs := draw.NewKey(m.seed.Noise, draw.Need, sh.taste.Entity, v.N)
	base := m.base(sh, pantry, v, out)
	leaflet := m.leaflet[promoWeek(v.Day)]
	ready := draw.Nat(0)
	for _, c := range m.order {
		ln := base[c]
		if m.cook[c] {
			ln += ready
		}
		if leaflet[c] != 0 {
			ln += leaflet[c].Mul(sh.taste.Delta)
		}
		if needs.LnExp(uint64(c)) >= ln {
			continue
		}
		if v.Shelf != nil && out.Missed >= m.preset.Supply.WalkOut && len(out.Items) == 0 {
			return // nothing of what they came for is there
		}
		if m.take(sh, pantry, choice{v, int(c), pushes}, out) && m.ready[c] {
			ready = m.law.readyMeal
		}
	}
}

// spread sums what vouchers in mind do to needs.
func (t *Trolley) spread(pushes []Push) {
	if t.dirty {
		t.add, t.dirty = [most]draw.Nat{}, false
	}
	for _, p := range pushes {
		if p.Category >= 0 {
			t.add[p.Category] += p.Need
			t.dirty = true
		}
	}
}

// base brings the cover down by the time passed and returns ln λ of every
// category.
func (m *Market) base(sh *Shopper, pantry *Pantry, v *Visit, out *Trolley) (ln [most]draw.Nat) {
	day := m.need[int(v.Day)*len(m.places)+int(v.Store)]
	debt := -int64(24 * m.law.debt >> 12)
	for c := range day {
		l := day[c] + sh.need[c] + v.Breadth + out.add[c]
		if m.law.cycle[c] > 0 {
			cover := max(int64(pantry.cover[c])-int64(v.Elapsed)*int64(sh.wear[c])>>8, debt)
			pantry.cover[c] = int16(cover)
			x := (cover - int64(sh.due[c])) * m.law.slope[c] >> 14 // 1/64
			l += m.lnDue[min(max(x+512, 0), 1024)]
		}
		ln[c] = l
	}
	if v.Occasion >= 0 {
		for c, f := range m.occasion[v.Occasion] {
			ln[c] += f
		}
	}
	if v.Focus >= 0 {
		for c, f := range m.focus[v.Focus] {
			ln[c] += f
		}
	}
	if v.Project > 0 {
		for c, f := range m.project[v.Project-1] {
			ln[c] += f
		}
	}
	return ln
}

// choice is one category that a visit wants something of.
type choice struct {
	*Visit
	category int
	pushes   []Push
}

// take chooses a product and puts it into the trolley; it reports whether
// there was one.
func (m *Market) take(sh *Shopper, pantry *Pantry, ch choice, out *Trolley) bool {
	first, second := m.rank(sh, pantry, ch)
	if first.slot == none {
		return false
	}
	wanted := first.product
	first, item, units, found := m.find(sh, ch, first, second)
	if !found || first.product != wanted {
		out.Missed++
	}
	c := ch.category
	if !found {
		if ch.Shelf != nil {
			m.missed(sh, pantry, ch, units)
		}
		return false
	}
	out.Items = append(out.Items, item)
	pantry.fill(c, units*m.law.cycle[c])
	if first.slot == outside {
		return true // a product off the usual list does not become the habit
	}
	if pantry.last[c] == uint8(first.slot) {
		pantry.runs[c] = min(pantry.runs[c]+1, uint8(m.preset.Traits.HabitRuns-1))
	} else {
		pantry.last[c], pantry.runs[c] = uint8(first.slot), 0
	}
	return true
}

// fill adds hours to a category's cover; none to that of one without a cycle.
func (p *Pantry) fill(c int, hours int64) {
	if hours > 0 {
		p.cover[c] = int16(min(max(int64(p.cover[c]), 0)+hours, 30_000))
	}
}

// find takes the first choice, or the second where the first is missing.
func (m *Market) find(sh *Shopper, ch choice, first, second ranked) (got ranked, item Item, units int64, ok bool) {
	if ch.Shelf != nil {
		return m.serve(sh, ch, first, second)
	}
	if m.absent(first.product, ch) {
		if second.slot == none || second.worth < first.worth-m.law.change || m.absent(second.product, ch) {
			return first, item, 0, false
		}
		first = second
	}
	item, units = m.line(sh, ch, first.product)
	return first, item, units, true
}

// outside is the slot of a product that only a voucher brought to mind.
const outside = 100

type ranked struct {
	slot    int
	product int
	worth   draw.Nat
}

// rank returns the best two of the products in mind at this store.
func (m *Market) rank(sh *Shopper, pantry *Pantry, ch choice) (first, second ranked) {
	first, second = ranked{slot: none}, ranked{slot: none}
	noise := draw.NewKey(m.seed.Noise, draw.Choice, sh.taste.Entity, ch.N)
	consider := func(slot, i int, u draw.Nat) {
		u += m.worth(sh, ch, i) + noise.Gumbel(uint64(i))
		switch {
		case first.slot == none || u > first.worth:
			first, second = ranked{slot, i, u}, first
		case second.slot == none || u > second.worth:
			second = ranked{slot, i, u}
		}
	}
	c := ch.category
	for slot := range considered {
		i := int(sh.cand[c][slot])
		if i == nobody || !m.listed[ch.Store][i] {
			continue
		}
		u := sh.util[c][slot]
		if int(pantry.last[c]) == slot {
			u += m.law.habit + m.law.habitStep*draw.Nat(pantry.runs[c])
		}
		consider(slot, i, u)
	}
	for _, p := range ch.pushes {
		if p.Category == c && p.Product >= 0 && (p.New || m.listed[ch.Store][p.Product] && !sh.considers(c, p.Product)) {
			consider(outside, p.Product, m.goods[p.Product].appeal)
		}
	}
	return first, second
}

func (sh *Shopper) considers(c, product int) bool {
	for _, i := range sh.cand[c] {
		if int(i) == product {
			return true
		}
	}
	return false
}

// worth is what place, week, price, promotion and vouchers add to a product.
func (m *Market) worth(sh *Shopper, ch choice, i int) draw.Nat {
	u := m.place[ch.Store][i] + draw.Nat(m.drift[ch.Store][ch.Day/7][i])
	price := draw.Nat(m.lnPrice[m.kindOf(ch.Store)][ch.Day/7][i])
	if cut := m.cut[promoWeek(ch.Day)][i]; cut != 0 {
		price += m.lnDepth[cut]
		u += m.law.feature.Mul(sh.taste.Delta)
	}
	u -= sh.taste.Beta.Mul(price)
	if ch.Shelf != nil {
		if marked, _ := ch.Shelf.Marked(ch.Store, i); marked > 0 {
			u += m.law.marked
		}
	}
	for _, p := range ch.pushes {
		if p.Product == i || p.Product < 0 && p.Category == ch.category {
			u += p.Choice
		}
	}
	return u
}

// absent is the shelf of an open world: a product is missing for an hour at a
// time, more often on a Friday evening and a Saturday.
func (m *Market) absent(i int, ch choice) bool {
	if m.places[ch.Store].Kind == 3 {
		return false
	}
	share := m.law.missing * 3 / 4
	if d := m.cal.Weekday(ch.Day); d == 5 || d == 4 && ch.Hour >= 16 {
		share *= 2
	}
	return draw.NewKey(m.seed.Noise, draw.Shelf, uint64(ch.Store)<<32|uint64(i), int64(ch.Day)).Below(uint64(ch.Hour/4), share)
}

// line draws how much is bought and what it costs.
func (m *Market) line(sh *Shopper, ch choice, i int) (Item, int64) {
	list, paid := m.paid(i, ch.Store, ch.Day)
	k := draw.NewKey(m.seed.Noise, draw.Units, sh.taste.Entity, ch.N)
	c := uint64(ch.category)
	if m.goods[i].weighed {
		kg := draw.ExpNat(m.law.weighedCentre+k.Normal(c)/2).Clip(m.law.weighedLow, m.law.weighedHigh)
		grams := int64(kg) * 1000 >> 12
		amount, full := (int64(paid)*grams+500)/1000, (int64(list)*grams+500)/1000
		return Item{Product: uint16(i), Quantity: int32(grams), Amount: int32(amount), Discount: int32(full - amount)}, 1
	}
	chance, cap := m.law.unitsBase+m.law.unitsBreadth.Mul(min(draw.ExpNat(ch.Breadth), 3*draw.One)), m.preset.Units.Most
	if paid < list {
		chance += m.law.unitsPromo
	}
	if sh.taste.Business && m.business[ch.category] {
		chance, cap = m.law.unitsBusiness, m.preset.Units.BusinessMost
	}
	more := int64(k.Exponential(c)) / int64(-draw.LnRatio(uint64(chance), uint64(draw.One)))
	units := min(1+more, int64(cap))
	return Item{
		Product: uint16(i), Quantity: int32(units) * 1000,
		Amount: paid * int32(units), Discount: (list - paid) * int32(units),
	}, units
}
