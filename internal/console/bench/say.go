package bench

import (
	"net/url"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

func promotionURL(id retail.PromotionID) string { return "/promotions/" + url.PathEscape(string(id)) }

// said writes what an item is and what to do about it.
func said(c *shell.Call, b *view.BenchItem) row {
	switch b.Kind {
	case view.BenchOverdrawn, view.BenchClosed, view.BenchSpent:
		return saidMoney(c, b)
	case view.BenchFlop:
		return saidFlop(c, b)
	case view.BenchApproval:
		return saidApproval(c, b)
	case view.BenchMerge:
		return saidMerge(c, b)
	case view.BenchLate, view.BenchRisk:
		return saidMany(c, b)
	case view.BenchOrders:
		return saidOrders(c, b)
	case view.BenchRollout:
		return saidRollout(c, b)
	}
	return saidOnce(c, b)
}

func name(b *view.BenchItem) phrase.Slot { return phrase.Slot{Name: "name", Text: b.Name} }

func saidMoney(c *shell.Call, b *view.BenchItem) row {
	w, d := c.F.W.Bench, c.F.W.Decide
	r := row{URL: promotionURL(b.Promotion), Act: w.OpenPromotion}
	switch b.Kind {
	case view.BenchOverdrawn:
		r.What, r.Note, r.Figure = phrase.Fill(w.Overdrawn, name(b)), w.OverdrawnNote, phrase.Minus+c.F.Money(b.Amount, b.Currency)
		r.Badge = shell.Badge{Text: w.OverdrawnBadge, Class: "pin"}
	case view.BenchClosed:
		r.What, r.Note, r.Badge = phrase.Fill(w.Closed, name(b)), w.ClosedNote, shell.Badge{Text: w.ClosedBadge, Class: "warn"}
	default:
		r.What, r.Act = phrase.Fill(d.Spent, name(b)), d.SpentAct
		r.Note = phrase.Fill(d.SpentNote, phrase.Slot{Name: "share", Text: c.F.Percent(b.Share)})
		r.Badge = shell.Badge{Text: phrase.Fill(d.SpentBadge, phrase.Slot{Name: "left", Text: c.F.Short(float64(b.Amount), b.Currency)}), Class: "warn"}
	}
	return r
}

func saidFlop(c *shell.Call, b *view.BenchItem) row {
	d := c.F.W.Decide
	group := func(g string) string {
		pattern := d.GroupBy[b.GroupBy]
		if pattern == "" {
			return g
		}
		return phrase.Fill(pattern, phrase.Slot{Name: "group", Text: groupName(c, b.GroupBy, g)})
	}
	r := row{URL: promotionURL(b.Promotion), Act: d.FlopAct, Badge: shell.Badge{Text: d.FlopBadge, Class: "warn"}, What: phrase.Fill(d.Flop, name(b), phrase.Slot{Name: "group", Text: group(b.Group)})}
	r.Note = d.FlopNote
	if b.Here.Known() && b.There.Known() {
		r.Note = phrase.Fill(d.FlopAnswer, phrase.Slot{Name: "here", Text: c.F.Percent(b.Here.Mid), Range: c.F.PercentRange(b.Here.Low, b.Here.High)},
			phrase.Slot{Name: "there", Text: c.F.Percent(b.There.Mid), Range: c.F.PercentRange(b.There.Low, b.There.High)}, phrase.Slot{Name: "than", Text: group(b.Than)})
	}
	if b.Swap != "" {
		r.Note += phrase.Fill(d.FlopSwap, phrase.Slot{Name: "swap", Text: b.Swap})
	}
	return r
}

// groupName is a group as people call it.
func groupName(c *shell.Call, by, group string) string {
	name := ""
	switch by {
	case "kind":
		name = c.F.W.Stores.Kinds[retail.StoreKind(group)]
	case "state":
		name = c.F.W.Segments.States[group]
	case "value":
		name = c.F.W.Segments.Bands[group]
	}
	if name == "" {
		return group
	}
	return name
}

func saidApproval(c *shell.Call, b *view.BenchItem) row {
	d := c.F.W.Decide
	badge := shell.Badge{Text: d.ApprovalBadge, Class: "local basted"}
	if !b.By.IsZero() && !c.F.Now.Before(b.By) {
		badge = shell.Badge{Text: c.F.W.Local.Urgent, Class: "pin"} // as among those that wait
	}
	return row{
		What: phrase.Fill(d.Approval, phrase.Slot{Name: "store", Text: b.StoreName}, name(b)), Act: d.ApprovalAct, Badge: badge,
		Note: phrase.Fill(d.ApprovalNote, phrase.Slot{Name: "age", Text: c.F.Ago(max(c.F.Now.Sub(b.At), time.Minute))}, phrase.Slot{Name: "note", Text: b.Note}),
		URL:  promotionURL(b.Promotion) + "/stores/" + url.PathEscape(string(b.Store)),
	}
}

func saidMerge(c *shell.Call, b *view.BenchItem) row {
	w := c.F.W.Bench
	one, two := b.Pair[0], b.Pair[1]
	r := row{
		What: phrase.Fill(w.Merge, phrase.Slot{Name: "a", Text: c.Name(one.ID, one.Identifiers)}, phrase.Slot{Name: "b", Text: c.Name(two.ID, two.Identifiers)}),
		Note: phrase.Fill(w.MergeNote, phrase.Slot{Name: "kind", Text: c.F.W.Customers.Identifiers[string(one.Kind)]}), Act: w.OpenCustomer,
		URL: "/customers/" + one.ID.String(), Badge: shell.Badge{Text: w.MergeBadge, Class: "basted"},
	}
	if c.Who.May(access.SeeNames) {
		r.Apart = &apart{URL: r.URL + "/apart", Other: two.ID.String()}
	}
	return r
}

func saidMany(c *shell.Call, b *view.BenchItem) row {
	d := c.F.W.Decide
	n := phrase.Slot{Name: "n", Text: c.F.Count(b.Count)}
	if b.Kind == view.BenchLate {
		return row{
			What: phrase.Fill(d.Late.Form(b.Count), n, phrase.Slot{Name: "store", Text: b.StoreName}, phrase.Slot{Name: "t", Text: c.F.When(b.At)}),
			Note: d.LateNote, Act: d.LateAct, URL: "/stores", Badge: shell.Badge{Text: d.LateBadge, Class: "pin"},
		}
	}
	return row{
		What: phrase.Fill(d.Risk.Form(b.Count), n), Act: d.RiskAct, URL: "/segments?segment=at_risk#members", Badge: shell.Badge{Text: d.RiskBadge, Class: "warn"},
		Note: phrase.Fill(d.RiskNote, phrase.Slot{Name: "worth", Text: c.F.Short(b.Worth.Mid, b.Currency), Range: c.F.MoneyRange(b.Worth.Low, b.Worth.High, b.Currency)}),
	}
}

func saidOnce(c *shell.Call, b *view.BenchItem) row {
	w := c.F.W.Bench
	if b.Kind == view.BenchTwice {
		return row{
			What: phrase.Fill(w.Twice, phrase.Slot{Name: "code", Text: b.Code}), Note: phrase.Fill(w.TwiceNote, phrase.Slot{Name: "store", Text: b.StoreName}, name(b)),
			Act: w.OpenVoucher, URL: "/vouchers/" + url.PathEscape(b.Code), Figure: c.F.Money(b.Amount, b.Currency), Badge: shell.Badge{Text: w.TwiceBadge, Class: "warn"},
		}
	}
	return row{
		What: phrase.Fill(w.Refused, phrase.Slot{Name: "id", Text: b.Snapshot}), Act: w.OpenLearn, URL: "/learn#runs", Badge: shell.Badge{Text: w.RefusedBadge, Class: "warn"},
		Note: phrase.Fill(w.RefusedNote,
			phrase.Slot{Name: "score", Text: c.F.Fine(b.Score.Mid), Range: c.F.FineRange(b.Score.Low, b.Score.High)},
			phrase.Slot{Name: "standing", Text: c.F.Fine(b.Standing.Mid)}),
	}
}

func worth(c *shell.Call, b *view.BenchItem) phrase.Slot {
	return phrase.Slot{Name: "worth", Text: c.F.Short(b.Worth.Mid, b.Currency), Range: c.F.MoneyRange(b.Worth.Low, b.Worth.High, b.Currency)}
}

func saidOrders(c *shell.Call, b *view.BenchItem) row {
	d, w := c.F.W.Decide, c.F.W.Stock
	var lines []string
	if n := b.Count - b.Moves; n > 0 {
		lines = append(lines, w.OrdersOf.Of(c.F, n))
	}
	if b.Moves > 0 {
		lines = append(lines, w.MovesOf.Of(c.F, b.Moves))
	}
	what := phrase.Fill(d.Orders.Form(b.Count), phrase.Slot{Name: "lines", Text: c.F.List(lines)})
	if b.StoreName != "" {
		what = b.StoreName + ": " + what
	}
	note := d.OrdersNote
	if !c.F.Now.Before(b.By) {
		note = d.OrdersLate
	}
	return row{
		What: what, Act: d.OrdersAct, URL: "/stock#list", Badge: shell.Badge{Text: d.OrdersBadge, Class: "basted"},
		Note: phrase.Fill(note, phrase.Slot{Name: "time", Text: c.F.When(b.By)}, worth(c, b)),
	}
}

func saidRollout(c *shell.Call, b *view.BenchItem) row {
	d, w := c.F.W.Decide, &c.F.W.Rollout
	var why []string
	for _, reason := range b.Why {
		if text := w.Reasons[reason]; text != "" {
			why = append(why, text)
		}
	}
	r := row{
		What: phrase.Fill(d.Rollouts[b.Advice], name(b)), Note: phrase.Fill(d.RolloutNote, phrase.Slot{Name: "why", Text: c.F.List(why)}), Act: d.RolloutAct,
		URL: "/rollouts/" + url.PathEscape(b.Rollout), Badge: shell.Badge{Text: w.Advices[b.Advice], Class: map[string]string{"go": "good", "hold": "warn", "stop": "pin"}[b.Advice]},
	}
	if b.Count > 0 && b.Worth.Known() {
		r.Note += " " + phrase.Fill(d.RolloutNext, phrase.Slot{Name: "stores", Text: w.Stores.Of(c.F, b.Count)}, worth(c, b))
	}
	return r
}
