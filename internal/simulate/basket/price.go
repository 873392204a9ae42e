package basket

import (
	"sartor/internal/retail"
	"sartor/internal/simulate/draw"
)

// prices makes the list price of every week and kind of store: a product moves
// now and then, and those that are zoned follow the level of the place.
func (m *Market) prices() {
	weeks := int(m.days/7) + 2
	now := make([]draw.Nat, len(m.goods)) // ln of the moves so far
	for w := range weeks {
		for kind := range m.price {
			cents, ln := make([]int32, len(m.goods)), make([]int16, len(m.goods))
			for i := range m.goods {
				cents[i], ln[i] = m.listPrice(i, kind, now[i])
			}
			m.price[kind], m.lnPrice[kind] = append(m.price[kind], cents), append(m.lnPrice[kind], ln)
		}
		for i := range now {
			k := draw.NewKey(m.seed.Noise, draw.Price, uint64(i), int64(w))
			if k.Below(priceMoves, m.law.moves) {
				now[i] += m.law.moveMean + m.law.moveSD.Mul(k.Normal(priceMove))
			}
		}
	}
}

// Slots of purpose 31; never renumbered.
const (
	priceMoves = iota
	priceMove
	promoScore
	promoDepth
	promoLeaflet
	promoBuilt = 100 // + store
)

func (m *Market) listPrice(i, kind int, moved draw.Nat) (int32, int16) {
	g := &m.goods[i]
	add := moved
	if g.zoned {
		add += m.law.zone[kind]
	}
	if add == 0 {
		return g.cents, int16(g.lnPrice)
	}
	cents := nines(draw.Exp(add+draw.LnRatio(uint64(g.cents), 1)) >> 8)
	return cents, int16((g.lnPrice + draw.LnRatio(uint64(cents), uint64(g.cents))).Clip(-32000, 32000))
}

// promote chooses the products of each promotion week, at most two a category,
// with their cuts, leaflets and needs.
func (m *Market) promote() {
	pr := m.preset.Promotions
	for w := range int(m.days/7) + 3 {
		cut := make([]uint8, len(m.goods))
		leaflet := make([]draw.Nat, len(m.preset.Categories))
		for c := range m.preset.Categories {
			for _, i := range m.chosen(c, w, pr.Most) {
				var front draw.Nat
				cut[i], front = m.terms(i, w)
				leaflet[c] = max(leaflet[c], front)
			}
		}
		m.cut, m.leaflet = append(m.cut, cut), append(m.leaflet, leaflet)
	}
}

// terms draws a promotion's cut in percent and, on the leaflet's front page,
// its factor on the category's need.
func (m *Market) terms(i, w int) (cut uint8, front draw.Nat) {
	k := draw.NewKey(m.seed.Noise, draw.Price, uint64(i), int64(w))
	cut = m.depth(k)
	if k.Below(promoLeaflet, m.law.leaflet) {
		front = m.law.leafletNeed.Mul(draw.Nat(int(cut) * int(draw.One) / 25))
	}
	return cut, front
}

// chosen returns the products on promotion: those of lowest draw among those
// that fall below the share, at most n.
func (m *Market) chosen(c, w, n int) []int {
	var out []int
	var worth []draw.Share
	for i := m.first[c]; i < m.first[c+1]; i++ {
		u := draw.Share(draw.NewKey(m.seed.Noise, draw.Price, uint64(i), int64(w)).U32(promoScore))
		if u >= m.law.promoted*5/4 || m.Products[i].Restriction&retail.NoVoucher != 0 {
			continue
		}
		at := 0
		for at < len(worth) && worth[at] < u {
			at++
		}
		out = append(out[:at], append([]int{i}, out[at:]...)...)
		worth = append(worth[:at], append([]draw.Share{u}, worth[at:]...)...)
	}
	return out[:min(n, len(out))]
}

// depth draws a price cut in percent: three straight pieces through 5, 50 and
// 95 %.
func (m *Market) depth(k draw.Key) uint8 {
	u := draw.Nat(k.At(promoDepth) >> 52) // 0 … 4095
	l := &m.law
	var d draw.Nat
	if u < draw.One/2 {
		d = l.depthLow + (l.depthMedian - l.depthLow).Mul(2*u)
	} else {
		d = l.depthMedian + (l.depthHigh - l.depthMedian).Mul(2*u-draw.One)
	}
	return uint8((d*100 + draw.One/2) >> 12)
}

// promoWeek counts weeks that begin on Thursday.
func promoWeek(day int32) int { return int(day+4) / 7 }

// paid returns list and paid price of a product at a store and day, in cents.
func (m *Market) paid(i int, store uint16, day int32) (list, paid int32) {
	list = m.price[m.kindOf(store)][day/7][i]
	cut := int64(m.cut[promoWeek(day)][i])
	if cut == 0 {
		return list, list
	}
	return list, min(nines(int64(list)*(100-cut)*256/100), list)
}

// kindOf is the price zone of a store.
func (m *Market) kindOf(store uint16) int {
	if k := m.places[store].Kind; k < 3 {
		return k
	}
	return 1
}

// Feature is a week in which a product costs less.
type Feature struct {
	Product int // index
	Day     int32
	Percent int
}

// Features lists the promotions that begin between two days.
func (m *Market) Features(from, to int32) []Feature {
	var out []Feature
	for w := range m.cut {
		day := int32(7*w - 4)
		if day < from || day >= to {
			continue
		}
		for i, cut := range m.cut[w] {
			if cut > 0 {
				out = append(out, Feature{Product: i, Day: day, Percent: int(cut)})
			}
		}
	}
	return out
}
