package rooms

import (
	"slices"

	"sartor/internal/console/view"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/stock"
)

// shownTasks are the tasks that a store's page lists.
const shownTasks = 12

// pressing is the order in which tasks are shown.
func pressing() []stock.TaskKind {
	return []stock.TaskKind{stock.TakeOff, stock.CountNegative, stock.CheckDelivery, stock.ChaseOverdue, stock.CountEmpty, view.HeldBack}
}

// stockAt is what of a store's stock needs a look; nil where nothing was ever told.
func (r rooms) stockAt(number uint32) *view.StoreStock {
	s := r.Chain.Shelf().Store(number)
	if s == nil {
		return nil
	}
	chain := r.DB.Catalogue()
	out := &view.StoreStock{Held: int64(s.Known), Doubt: s.Sight.Doubt, Stops: int64(len(s.Short))}
	if s.Sight.Doubt == stock.Silent {
		return out
	}
	told := map[uint32]bool{}
	var all []view.StockTask
	add := func(t stock.Task) {
		_, stopped := slices.BinarySearch(s.Short, t.Product)
		told[t.Product] = true
		all = append(all, view.StockTask{Name: productName(chain, t.Product), Task: t, Stopped: stopped})
	}
	for _, t := range s.Tasks() {
		add(t)
	}
	for _, product := range s.Short {
		if !told[product] {
			add(stock.Task{Kind: view.HeldBack, Product: product})
		}
	}
	order := pressing()
	slices.SortStableFunc(all, func(a, b view.StockTask) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	out.Tasks = all[:min(len(all), shownTasks)]
	out.Beyond = int64(len(all) - len(out.Tasks))
	return out
}

// shelved adds what of each product can be sold in a store, in whole units, where it is
// known.
func shelved(c *server.Chain, store uint32, habits []view.Habit) {
	for i := range habits {
		product, _ := c.DB.Catalogue().ProductNumber(habits[i].Product)
		if p := c.Shelf().Position(store, product); p.Basis != stock.Unknown {
			units := int64(p.Available / retail.One)
			habits[i].OnHand = &units
		}
	}
}
