package frontier

import (
	"math"

	"sartor/internal/model/demand"
	"sartor/internal/model/inventory"
	"sartor/internal/retail"
	"sartor/internal/simulate/shelf"
)

// fixed are reorder points set once, from the sales before: at or below the
// point a store orders whole packs until it is above, at least a review's sales.
type fixed struct {
	z      float64 // standard deviations above the mean until the delivery after the next
	points map[[2]int]point
}

type point struct{ at, lot int }

func (f *fixed) Tonight(n shelf.Night) []shelf.Line {
	var out []shelf.Line
	for product := range n.Products() {
		if !n.Takes(product) {
			continue
		}
		for store := range n.Stores() {
			if !n.Listed(store, product) {
				continue
			}
			now, until := n.Comes(store, product)
			p, ok := f.points[[2]int{store, product}]
			if !ok {
				sold, _ := n.Sold(store, product)
				mean, sd := spread(sold[len(sold)-28:])
				days := float64(until - n.Day - 1)
				p = point{int(math.Round(mean*days + f.z*sd*math.Sqrt(days))), max(int(math.Round(mean*float64(until-now))), 1)}
				f.points[[2]int{store, product}] = p
			}
			if have := stands(n, store, product, 0); have <= p.at {
				pack := int(n.Terms(product).Pack)
				packs := max((p.at+pack-have)/pack, (p.lot+pack-1)/pack)
				out = append(out, shelf.Line{Kind: shelf.Order, Store: store, Product: product, Units: int32(packs * pack)})
			}
		}
	}
	return out
}

func spread(y []float64) (mean, sd float64) {
	for _, v := range y {
		mean += v / float64(len(y))
	}
	for _, v := range y {
		sd += (v - mean) * (v - mean) / float64(len(y))
	}
	return mean, math.Sqrt(sd)
}

// stands is what a store has and expects, less what spoils before the next
// delivery beyond the units that are sold until then.
func stands(n shelf.Night, store, product int, sells float64) int {
	now, _ := n.Comes(store, product)
	p := n.Position(store, product)
	spoils := max(float64(n.Spoils(store, product, now))/shelf.Unit-sells, 0)
	return int(max(float64(p.Book)/shelf.Unit-spoils, 0)) + int((p.OnOrder+p.InTransfer)/shelf.Unit)
}

// learned orders by forecasts and the kernels of model/inventory.
type learned struct {
	service float64 // critical ratio: of a unit short against one that lies or spoils
	lift    float64 // of a promotion
	goods   []retail.Product
}

func (l *learned) Tonight(n shelf.Night) []shelf.Line {
	var out []shelf.Line
	for cell := range n.Products() * n.Stores() {
		product, store := cell/n.Stores(), cell%n.Stores()
		if n.Takes(product) && n.Listed(store, product) {
			out = append(out, l.order(n, store, product)...)
		}
	}
	return out
}

// ahead is what a store is expected to sell of a product on the coming days,
// and the ratio of its sums.
func (l *learned) ahead(n shelf.Night, store, product, steps int) ([]float64, float64) {
	y, empty := n.Sold(store, product)
	steps = max(steps, 1)
	list, censored := make([]demand.Sold, len(y)), false
	for i := range y {
		if n.Promoted(product, n.Day-int32(len(y)-1-i)) {
			y[i] /= l.lift
		}
		list[i] = demand.Sold{Units: math.Round(y[i]), Empty: empty[i]}
		censored = censored || empty[i]
	}
	if censored {
		_, expected := demand.Uncensored(list)
		for i := range y {
			if empty[i] {
				y[i] = max(y[i], expected[i])
			}
		}
	}
	means := demand.SES.Weekly(y, steps, len(y), demand.Usual())
	for i := range means {
		if n.Promoted(product, n.Day+1+int32(i)) {
			means[i] *= l.lift
		}
	}
	const usual = 1.8 // variance to mean of sums in this chain: one series alone says little
	return means, (demand.Ratio(y, steps, len(y)) + usual) / 2
}

func sum(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

func (l *learned) order(n shelf.Night, store, product int) []shelf.Line {
	now, until := n.Comes(store, product)
	terms, days := n.Terms(product), int(until-n.Day-1)
	if days < 1 {
		return nil
	}
	means, ratio := l.ahead(n, store, product, days)
	before := sum(means[:min(int(now-n.Day-1), days)])
	law := demand.Ahead(sum(means), ratio, days)
	level := law.Quantile(l.service)
	if terms.Life > 0 {
		life := demand.Ahead(before+sum(means)/float64(days)*float64(terms.Life), ratio, days)
		cost := float64(l.goods[product].Cost)
		level, _ = inventory.Fresh(law, life, inventory.Economics{Price: cost / (1 - l.service), Cost: cost}, level)
	}
	rates := inventory.Rates{Hold: 1 - l.service, Short: l.service}
	o := inventory.ToLevel(law, rates, inventory.Want{Position: stands(n, store, product, before), Level: level}, inventory.Pack{Units: int(terms.Pack)})
	if o.Units == 0 {
		return nil
	}
	return []shelf.Line{{Kind: shelf.Order, Store: store, Product: product, Units: int32(o.Units)}}
}
