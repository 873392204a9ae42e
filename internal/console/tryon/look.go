// Package tryon shows what a promotion would print for a customer in a store, on
// paper or why not, and what is expected of it before it is live. Pages that edit
// promotions and stores' versions share it. It changes nothing and decides nothing.
package tryon

import (
	"context"
	"slices"
	"strconv"

	"sartor/internal/console/field"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Panel is the preview and the estimate beside a form.
type Panel struct {
	W        phrase.TemplateWords
	Store    field.Pick
	Customer field.Pick
	Number   field.Input
	Fitted   *fitted
	Estimate *estimate
}

// fitted is what would be printed.
type fitted struct {
	Title, Say, Strip string
	Badge             Badge
	Why               []string
	Refused           []refusal
}

// Badge is a small state word; Class is one of the design's.
type Badge struct{ Text, Class string }

type refusal struct{ Name, Count string }

// estimate is what is expected of a promotion before it is live.
type estimate struct {
	Title, Basis string
	Rows         []estimateRow
	Thin         string
}

type estimateRow struct {
	Name, Figure, Range string
	Tape                mark.Tape
	Span                *mark.Span
}

// latestVisitors is how many customers the preview offers by itself.
const latestVisitors = 12

// Sheet is one request to try a promotion on. The form's fields are look_store,
// look_customer and look_number.
type Sheet struct {
	F         phrase.Formatter
	Scope     view.Scope
	Pseudonym func(retail.CustomerID, []retail.Identifier) string
	Templates view.Templates
	Customers view.Customers
	Form      *field.Form
	Places    []view.Place // to choose from; one store is no choice
}

// Fit tries the promotion on the chosen customer in the chosen store. A number that
// is nobody's is said beside its field.
func (s *Sheet) Fit(ctx context.Context, p promotion.Promotion) (*view.Fitted, error) {
	id, ok, err := s.chosen(ctx)
	if !ok || err != nil || s.Form.Value("look_store") == "" {
		return nil, err
	}
	fit, err := s.Templates.Fit(ctx, view.Fitting{Promotion: p, Store: retail.StoreID(s.Form.Value("look_store")), Customer: id})
	if err != nil {
		return nil, err
	}
	return &fit, nil
}

// chosen is the customer whose number was typed, else the one picked; 0 is
// somebody without a card. ok is false where nobody has the number, or nothing was
// asked for.
func (s *Sheet) chosen(ctx context.Context) (id retail.CustomerID, ok bool, err error) {
	text := s.Form.Value("look_number")
	if text == "" {
		text = s.Form.Value("look_customer")
	}
	if text == "" {
		return 0, s.Form.Has("look_store"), nil
	}
	if id, err = retail.ParseCustomerID(text); err == nil {
		_, err = s.Customers.Customer(ctx, s.Scope, id)
	}
	if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Gone) && id != 0 {
		return 0, false, err
	}
	if err != nil {
		s.Form.Bad("look_number", s.F.W.Template.NoCustomer)
	}
	return id, err == nil, nil
}

// Expect asks for the estimate of a promotion, where somebody makes them.
func Expect(ctx context.Context, from view.Estimates, p promotion.Promotion) (*view.Estimate, error) {
	if from == nil {
		return &view.Estimate{}, nil
	}
	e, err := from.Estimate(ctx, p)
	return &e, err
}

// Panel is the box beside the form: what to try it on, and what came of it.
func (s *Sheet) Panel(ctx context.Context, fit *view.Fitted, e *view.Estimate, cur retail.Currency) Panel {
	out := Panel{W: s.F.W.Template, Number: field.Input{Name: "look_number", Label: s.F.W.Template.LookNumber, Kind: "text", Value: s.Form.Value("look_number"), Most: 40}}
	for _, f := range s.Form.Flaws() {
		if f.Pointer == "look_number" {
			out.Number.Err = f.Detail
		}
	}
	var stores []field.Option
	for _, st := range s.Places {
		stores = append(stores, field.Option{Value: string(st.ID), Text: st.Name})
	}
	out.Store = s.pick("look_store", s.F.W.Template.LookStore, stores)
	out.Customer = s.pick("look_customer", s.F.W.Template.LookCustomer, s.visitors(ctx))
	if fit != nil {
		out.Fitted = s.fitted(fit)
	}
	if e != nil {
		out.Estimate = estimateOf(s.F, e, cur)
	}
	return out
}

// pick is a list of the form with what was chosen.
func (s *Sheet) pick(name, label string, options []field.Option) field.Pick {
	for i := range options {
		options[i].Chosen = slices.Contains(s.Form.Typed[name], options[i].Value)
	}
	return field.Pick{Name: name, Label: label, Options: options}
}

// visitors are the latest customers, by pseudonym, and somebody without a card.
func (s *Sheet) visitors(ctx context.Context) []field.Option {
	out := []field.Option{{Value: "", Text: s.F.W.Template.Stranger}}
	list, err := s.Customers.Customers(ctx, s.Scope, view.Page{Limit: latestVisitors})
	if err != nil {
		return out // the preview works without: a number can be typed
	}
	for _, c := range list.Items[:min(len(list.Items), latestVisitors)] {
		out = append(out, field.Option{Value: c.ID.String(), Text: s.Pseudonym(c.ID, c.Identifiers) + ", " + c.HomeStore})
	}
	return out
}

func (s *Sheet) fitted(v *view.Fitted) *fitted {
	w := s.F.W.Template
	out := &fitted{Strip: v.Strip, Why: v.Why, Title: w.Prints}
	day := phrase.Slot{Name: "day", Text: s.F.Day(v.Day)}
	store := phrase.Slot{Name: "store", Text: v.StoreName}
	out.Say = phrase.Fill(w.PrintsSay, day, store)
	switch {
	case v.HeldOut:
		out.Title, out.Badge = w.HeldOut, Badge{Text: w.HeldOutBadge, Class: "warn"}
		out.Say = w.HeldOutSay
	case v.Strip == "":
		out.Title, out.Badge = w.PrintsNothing, Badge{Text: w.PrintsNothingBadge, Class: "pin"}
		out.Say = phrase.Fill(w.PrintsNothingSay, day, store, phrase.Slot{Name: "n", Text: s.F.Count(int64(v.Looked))})
		if v.Looked == 0 {
			out.Say = phrase.Fill(w.PrintsNothingNone, day, store)
		}
	}
	switch {
	case v.NoConsent:
		out.Say = w.NoConsent
	case v.Unlearned && v.Strip == "":
		out.Say += " " + w.Unlearned
	case !v.Profile:
		out.Say += " " + w.NoProfile
	}
	for _, r := range v.Refusals {
		word := s.F.W.Voucher.Refusals[r.Code]
		row := refusal{Name: r.Code, Count: s.F.Count(int64(r.N))}
		if text := word.Removed.Of(s.F, int64(r.N)); text != "" {
			row.Name, row.Count = text, ""
		}
		out.Refused = append(out.Refused, row)
	}
	return out
}

// estimateOf writes an estimate, or why there is none yet.
func estimateOf(f phrase.Formatter, e *view.Estimate, cur retail.Currency) *estimate {
	w := f.W.Template
	out := &estimate{Title: w.EstimateTitle, Basis: w.Bases[string(e.Basis)]}
	switch e.Basis {
	case view.BasisNone:
		out.Title, out.Thin = w.EstimateNone, w.EstimateThin
		return out
	case view.BasisGoods:
		out.Title, out.Thin = w.EstimateNone, out.Basis
		return out
	}
	past := phrase.Slot{Name: "n", Text: f.Count(int64(e.Past))}
	out.Basis = phrase.Fill(out.Basis, past, phrase.Slot{Name: "sample", Text: f.Count(e.Sample)})
	money := func(v view.Interval) (string, string) {
		return f.Short(v.Mid, cur), f.MoneyRange(v.Low, v.High, cur)
	}
	counts := func(v view.Interval) (string, string) {
		return f.Count(int64(v.Mid)), f.Count(int64(v.Low)) + "–" + f.Count(int64(v.High))
	}
	for _, r := range []struct {
		name string
		v    view.Interval
		text func(view.Interval) (string, string)
	}{{w.EstReach, e.Reach, counts}, {w.EstVouchers, e.Vouchers, counts}, {w.EstRedeemed, e.Redeemed, counts}, {w.EstCost, e.Cost, money}, {w.EstMargin, e.Margin, money}} {
		row := estimateRow{Name: r.name, Figure: f.W.Promotions.NotEnough}
		if r.v.Known() {
			row.Figure, row.Range = r.text(r.v)
			tape := mark.NewTape(r.v.Low, r.v.High, func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) })
			span := mark.NewSpan(tape, r.name+": "+row.Figure+" ("+row.Range+")", mark.Estimate{Low: r.v.Low, Mid: r.v.Mid, High: r.v.High}, 32)
			if !r.v.Proven() {
				span = span.Ring()
			}
			row.Tape, row.Span = tape, &span
		}
		out.Rows = append(out.Rows, row)
	}
	if e.Margin.Known() && !e.Margin.Proven() {
		out.Title = w.EstimateMayLose
	}
	return out
}
