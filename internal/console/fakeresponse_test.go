package console

import (
	"context"

	"sartor/internal/console/view"
	"sartor/internal/model/response"
	"sartor/internal/outcome"
	"sartor/internal/retail"
)

// responses say where the fake chain's promotions work: of one all is known, of the
// others nothing.
type responses struct{}

func figure(low, mid, high float64) outcome.Figure {
	return outcome.Figure{Known: true, Estimate: mid, Low: low, High: high}
}

// answered is one group that answers.
func answered(by outcome.By, group string, sales outcome.Figure) outcome.Row {
	return outcome.Row{By: by, Group: group, Treated: 1480, Held: 163, Sales: sales, Margin: figure(-12, 14, 41), Own: sales.Estimate}
}

func (responses) Response(_ context.Context, scope view.Scope, id retail.PromotionID) (view.Response, error) {
	out := view.Response{Promotion: id, Currency: "EUR", Framed: true, Stores: map[retail.StoreID]view.ResponseStore{}}
	if id != idSoup {
		return out, nil
	}
	urban, suburban := answered(outcome.ByKind, "urban", figure(-.04, .03, .10)), answered(outcome.ByKind, "suburban", figure(.38, .48, .60))
	urban.Verdict, suburban.Verdict = response.Behind, response.Ahead
	out.Report = outcome.Report{
		At: retail.MicrosOf(now()), Look: 3, NextLook: 28, All: answered("", "", figure(.12, .27, .44)),
		Rows: []outcome.Row{
			urban, suburban, answered(outcome.ByKind, "rural", figure(.11, .34, .61)), {By: outcome.ByKind, Group: "online", Treated: 88, Held: 9, Wait: 24},
			answered(outcome.ByRegion, "Coast", figure(-.01, .12, .28)), answered(outcome.ByRegion, "Hills", figure(.2, .4, .63)),
			answered(outcome.ByValue, "high", figure(.08, .27, .49)), answered(outcome.ByState, "loyal", figure(.1, .26, .44)),
		},
		Findings: []outcome.Finding{{
			Row: urban, Than: suburban, Promoted: outcome.Taste{Index: .8, Low: .74, High: .87, N: 900}, Swap: "ready meals", Customers: 1643,
			Instead: []outcome.Taste{{Name: "ready meals", Index: 2.3, Low: 2.1, High: 2.5, N: 800}, {Name: hostile, Index: 1.8, Low: 1.5, High: 2.1, N: 300}},
		}},
		Locals: []outcome.Local{
			{Store: "S001", Basis: outcome.ByLot, Local: 412, Centre: 103, Sales: figure(.11, .31, .54), Verdict: response.Ahead, Look: 3},
			{Store: "S002", Basis: outcome.ByLot, Local: 300, Centre: 75, Sales: figure(-.14, .06, .31), Wait: 19},
			{Store: "S003", Basis: outcome.ByMatched, Local: 1, Centre: 3},
		},
	}
	for i, name := range []string{"Brackwater", "Corvale", "Southlea", "Ivelton", "Thornby", hostile} {
		store := retail.StoreID("S00" + string(rune('1'+i)))
		if !scope.Allows(store) {
			continue
		}
		out.Stores[store] = view.ResponseStore{Name: name, Region: []string{"Coast", "Hills"}[i%2], Local: i < 3}
		row := answered(outcome.ByStore, string(store), figure(-.2+.1*float64(i), -.05+.1*float64(i), .1+.1*float64(i)))
		if i == 4 {
			row = outcome.Row{By: outcome.ByStore, Group: string(store), Treated: 61, Held: 12, Wait: 9}
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}
