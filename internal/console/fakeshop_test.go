package console

import (
	"context"
	"strings"

	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// StorePage is a store that knows its customers, and one of the first day.
func (f *fake) StorePage(ctx context.Context, scope view.Scope, id retail.StoreID) (view.StorePage, error) {
	if f.Fail != nil {
		return view.StorePage{}, f.Fail
	}
	if !scope.Allows(id) || !strings.HasPrefix(string(id), "S0") || id == "S099" {
		return view.StorePage{}, fault.New(fault.NotFound, "", "no such store")
	}
	if id != storeBra {
		return view.StorePage{StoreRow: view.StoreRow{Store: id, Name: "Corvale", Currency: "EUR"}, Today: view.Today{Day: day(2026, 10, 15), Currency: "EUR"}}, nil
	}
	today, err := f.Today(ctx, scope)
	out := view.StorePage{
		StoreRow: view.StoreRow{Store: id, Name: "Brackwater", Region: "Coast", Kind: retail.Urban, Currency: "EUR"}, Today: today, TasteWeeks: 8,
		Tastes: []view.Taste{{Name: "ready meals", Index: iv(2.1, 2.34, 2.6, 1812)}, {Name: hostile, Index: iv(.9, 1.1, 1.3, 220)}, {Name: "recipe kits", Index: iv(.2, .31, .45, 96)}},
		Promotions: []view.StorePromotion{
			{ID: idSoup, Name: "Autumn pantry", State: promotion.Live, Local: true, Framed: true, Changed: []promotion.Part{promotion.PartProducts, promotion.PartDiscount}, Starts: day(2026, 10, 1), Ends: day(2026, 10, 16), Budget: budget(190_000, 20_000, 94_000, 0), Reward: view.Value{Kind: promotion.Percent, Percent: 15}, Goods: "ready meals"},
			{ID: idThin, Name: hostile, State: promotion.Live, Framed: true, Starts: day(2026, 10, 20), Ends: day(2026, 11, 2), Budget: budget(4_000_000, 0, 0, 0), Reward: view.Value{Kind: promotion.Amount, Amount: 150}, Kind: promotion.TargetAnyone},
			{ID: idOver, Name: "Coffee morning", State: promotion.Paused, Local: true, Starts: day(2026, 10, 1), Ends: day(2026, 10, 31), Budget: budget(300_000, 0, 300_000, -18_420), Reward: view.Value{Kind: promotion.Amount, Amount: 50}, Goods: "Ground coffee"},
			{ID: idSoup, Name: "Lunch", State: promotion.Live, Local: true, Framed: true, Changed: []promotion.Part{promotion.PartDiscount}, Starts: day(2026, 10, 1), Ends: day(2026, 10, 31), Budget: budget(90_000, 0, 0, 0), Reward: view.Value{Kind: promotion.Percent, Percent: 10}, Goods: "sandwiches"},
		},
		Stock: &view.StoreStock{Held: 2_140, Stops: 3, Beyond: 4, Tasks: []view.StockTask{
			{Name: "Lentil soup", Task: stock.Task{Kind: stock.TakeOff, Quantity: 3 * retail.One, Day: day(2026, 10, 14)}, Stopped: true},
			{Name: hostile, Task: stock.Task{Kind: stock.CountNegative, Quantity: -4 * retail.One}},
			{Name: "Ground coffee", Task: stock.Task{Kind: stock.CheckDelivery, Quantity: 288 * retail.One, Usual: 24 * retail.One, Day: day(2026, 10, 13)}},
			{Name: "Rye bread", Task: stock.Task{Kind: view.HeldBack}, Stopped: true},
		}},
		Regulars: view.Regulars{
			Counted: now(), Total: 812, Asked: 160, States: map[lifecycle.State]int64{lifecycle.Loyal: 512, lifecycle.AtRisk: 38, lifecycle.New: 91, lifecycle.Lapsed: 171},
			Risk: []view.Regular{
				{ID: known, Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "2600000014417"}}, Since: day(2026, 10, 1), Worth: iv(81_000, 124_000, 170_000, 44), Idle: 31},
				{ID: third, Since: day(2026, 9, 20), Idle: 40},
			},
			Wants: []view.Demand{{Product: "5901", Name: "Ground coffee", Customers: iv(49, 64, 81, 160)}, {Product: "5902", Name: hostile, Customers: iv(14.2, 22.6, 31, 160)}, {Product: "5903", Name: "Hardly any", Customers: iv(0, .3, 2, 160)}},
		},
	}
	return out, err
}
