package rollout

import (
	"time"

	"sartor/internal/access"
	"sartor/internal/httpapi/room"
	"sartor/internal/retail"
	"sartor/internal/rollout"
)

// View is a rollout as lists show it.
type View struct {
	ID      rollout.ID       `json:"id"`
	Version int64            `json:"version"`
	State   rollout.State    `json:"state"`
	Plan    rollout.Plan     `json:"plan"`
	Stages  []StageView      `json:"stages"`
	Advice  rollout.Advice   `json:"advice"` // what the gates say; empty: not read yet
	Why     []rollout.Reason `json:"why"`
	Actor   string           `json:"actor"`
	At      string           `json:"at"`
}

// StageView is one stage; Began is empty for one that is proposed.
type StageView struct {
	Share  float64         `json:"share"`
	Began  string          `json:"began"`
	Stores []rollout.Place `json:"stores"`
}

// WholeView is a rollout with how it was read last.
type WholeView struct {
	View
	ReadAt  *string             `json:"read_at"` // null: nobody has looked yet
	Through string              `json:"through"` // last business day that counts
	Basis   rollout.Basis       `json:"basis"`
	Past    int                 `json:"past_launches"`
	Regions []RegionView        `json:"regions"` // the strongest first
	Sources []SourceView        `json:"sources"`
	Stores  []rollout.StoreRead `json:"stores"` // the most first
	Next    *StageView          `json:"next"`   // proposed; null: nothing
	Worth   *RangeView          `json:"worth"`  // margin a year of the proposed stores, minor units
	Need    *RangeView          `json:"need"`   // units a week of all carriers with the proposed ones
	Due     string              `json:"due"`    // first day on which the next stage may begin
}

// RangeView is an estimate with its 90 % range and what it rests on.
type RangeView struct {
	Low      float64 `json:"low"`
	Estimate float64 `json:"estimate"`
	High     float64 `json:"high"`
	N        int     `json:"n"`
}

// RegionView is one region.
type RegionView struct {
	Region string                             `json:"region"`
	Stores int                                `json:"stores"`
	Index  *RangeView                         `json:"index"`
	Strong bool                               `json:"strong"`
	Weak   bool                               `json:"weak"`
	Weekly *RangeView                         `json:"weekly"` // units a store
	Seen   map[rollout.Source]rollout.Spotted `json:"seen"`
}

// SourceView is how much one source says.
type SourceView struct {
	Source  rollout.Source `json:"source"`
	Weight  float64        `json:"weight"`
	Regions int            `json:"taught_by"` // regions of past launches; 0: assumed
	Total   float64        `json:"total"`
}

// ReadoutView is what carrying it changed. Ranges may be read every week.
type ReadoutView struct {
	ReadAt   *string            `json:"read_at"`
	Since    string             `json:"since"`
	Weeks    int                `json:"weeks"`
	Sold     *RangeView         `json:"sold"`     // units a store and week
	Added    *RangeView         `json:"added"`    // units of its category a store and week
	Margin   *RangeView         `json:"margin"`   // of its category, minor units a store and week
	Relative *RangeView         `json:"relative"` // of the category's margin
	Chance   float64            `json:"chance"`   // that the margin is above the least worth having
	Repeat   *RangeView         `json:"repeat"`
	Taken    *RangeView         `json:"taken"`
	Placebo  *RangeView         `json:"placebo"`
	Waste    *RangeView         `json:"waste"`
	Fill     *RangeView         `json:"fill"`
	Pairs    []rollout.PairRead `json:"pairs"`
	Dropped  int                `json:"dropped"`
	Advice   rollout.Advice     `json:"advice"`
	Why      []rollout.Reason   `json:"why"`
}

// StepView is one step of a rollout.
type StepView struct {
	Version int64         `json:"version"`
	Do      rollout.Do    `json:"do"`
	State   rollout.State `json:"state"`
	Actor   string        `json:"actor"`
	Reason  string        `json:"reason"`
	At      string        `json:"at"`
}

func rangeOf(f rollout.Figure) *RangeView {
	if !f.Known {
		return nil
	}
	return &RangeView{f.Low, f.Estimate, f.High, f.N}
}

func dayOf(d retail.BusinessDay) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// mine are the stores that the caller may see figures of.
func mine[T any](c *room.Call, list []T, store func(T) retail.StoreID) []T {
	out := make([]T, 0, len(list))
	for _, one := range list {
		if c.Who.MayAt(access.ReadRollouts, store(one)) {
			out = append(out, one)
		}
	}
	return out
}

func stageOf(c *room.Call, s *rollout.Step) StageView {
	return StageView{Share: s.Share, Began: dayOf(s.Began), Stores: mine(c, s.Stores, func(p rollout.Place) retail.StoreID { return p.Store })}
}

func viewOf(c *room.Call, s *rollout.Shown) View {
	out := View{
		ID: s.ID, Version: s.Version, State: s.StateOn(s.Today), Plan: s.Plan, Stages: []StageView{}, Why: []rollout.Reason{}, Actor: s.Actor.ID,
		At: s.Actor.At.Time().UTC().Format(time.RFC3339),
	}
	for i := range s.Stages {
		out.Stages = append(out.Stages, stageOf(c, &s.Stages[i]))
	}
	if s.Read {
		out.Advice, out.Why = s.Reading.Verdict.Do, s.Reading.Verdict.Why
	}
	return out
}

func readAt(r *rollout.Reading) *string {
	if r.At == 0 {
		return nil
	}
	at := r.At.Time().UTC().Format(time.RFC3339)
	return &at
}

func whole(c *room.Call, s *rollout.Shown) WholeView {
	r := &s.Reading
	out := WholeView{
		View: viewOf(c, s), ReadAt: readAt(r), Through: dayOf(r.Through), Basis: r.Basis, Past: r.Past, Regions: []RegionView{}, Sources: []SourceView{},
		Stores: mine(c, r.Stores, func(x rollout.StoreRead) retail.StoreID { return x.Store }), Worth: rangeOf(r.Worth), Need: rangeOf(r.Need), Due: dayOf(s.Due()),
	}
	for _, g := range r.Regions {
		out.Regions = append(out.Regions, RegionView{g.Region, g.Stores, rangeOf(g.Index), g.Strong, g.Weak, rangeOf(g.Weekly), g.Seen})
	}
	for _, x := range r.Sources {
		out.Sources = append(out.Sources, SourceView(x))
	}
	if s.Read && r.Next != nil {
		next := stageOf(c, r.Next)
		out.Next = &next
	}
	return out
}

func readoutOf(c *room.Call, s *rollout.Shown) ReadoutView {
	r, ro := &s.Reading, &s.Reading.Readout
	out := ReadoutView{
		ReadAt: readAt(r), Since: dayOf(ro.Since), Weeks: ro.Weeks, Sold: rangeOf(ro.Sold), Added: rangeOf(ro.Added), Margin: rangeOf(ro.Margin),
		Relative: rangeOf(ro.Relative), Chance: ro.Chance, Repeat: rangeOf(ro.Repeat), Taken: rangeOf(ro.Taken), Placebo: rangeOf(ro.Placebo),
		Waste: rangeOf(ro.Waste), Fill: rangeOf(ro.Fill), Dropped: r.Dropped, Advice: r.Verdict.Do, Why: r.Verdict.Why,
		Pairs: mine(c, ro.Pairs, func(p rollout.PairRead) retail.StoreID { return p.Store }),
	}
	if out.Why == nil {
		out.Why = []rollout.Reason{}
	}
	return out
}

// DelistingsView are the products that lose money. Money is minor units.
type DelistingsView struct {
	ReadAt  *string         `json:"read_at"` // null: nobody has looked yet
	Through string          `json:"through"`
	Weeks   int             `json:"weeks"`
	Items   []DelistingView `json:"items"` // the greatest loss first
}

// DelistingView is one of them.
type DelistingView struct {
	Product    retail.ProductID `json:"product"`
	Units      float64          `json:"units"`
	Sales      float64          `json:"sales"`
	Margin     float64          `json:"margin"`
	Waste      float64          `json:"waste"`
	Substitute retail.ProductID `json:"substitute"`
	Loss       float64          `json:"loss"`      // a year
	Dependent  int              `json:"dependent"` // customers
	AtRisk     float64          `json:"at_risk"`   // a year
	Veto       bool             `json:"veto"`
	Loyal      []LoyalView      `json:"loyal"`
}

// LoyalView is a customer who depends on one, by pseudonym.
type LoyalView struct {
	Customer string  `json:"customer"`
	Share    float64 `json:"share"` // of their basket
	Times    int     `json:"times"`
	Margin   float64 `json:"margin"` // of all they buy, a year
}

func delistingsOf(d *rollout.Delistings) DelistingsView {
	out := DelistingsView{Through: dayOf(d.Through), Weeks: d.Weeks, Items: []DelistingView{}, ReadAt: readAt(&rollout.Reading{At: d.At})}
	for i := range d.Items {
		x := &d.Items[i]
		one := DelistingView{x.Product, x.Units, x.Sales, x.Margin, x.Waste, x.Substitute, x.Loss, x.Dependent, x.AtRisk, x.Veto, []LoyalView{}}
		for _, l := range x.Loyal {
			one.Loyal = append(one.Loyal, LoyalView{l.Customer.String(), l.Share, l.Times, l.Margin})
		}
		out.Items = append(out.Items, one)
	}
	return out
}
