package template

import (
	"context"
	"net/http"
	"strconv"

	"sartor/internal/console/field"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// look is the preview and the estimate beside the form.
type look struct {
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
	Badge             shell.Badge
	Why               []string
	Refused           []refusal
}

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

// tryOn shows the form with what would be printed and what is expected.
func (s *sheet) tryOn() error {
	if !s.form.Flawed() {
		s.check()
	}
	if s.form.Flawed() {
		return s.show(http.StatusUnprocessableEntity)
	}
	ctx := s.R.Context()
	fit, err := s.fit(ctx)
	if err != nil {
		return err
	}
	e, err := s.expect(ctx)
	if err != nil {
		return err
	}
	p := s.build()
	p.Look = s.lookBox(fit, e)
	return s.RenderAs(http.StatusOK, body(p))
}

// fit tries the promotion on the chosen customer in the chosen store. A number that
// is nobody's is said beside its field.
func (s *sheet) fit(ctx context.Context) (*view.Fitted, error) {
	id, ok, err := s.chosen(ctx)
	if !ok || err != nil || s.form.Value("look_store") == "" {
		return nil, err
	}
	fit, err := s.desk.Templates.Fit(ctx, view.Fitting{Promotion: s.is, Store: retail.StoreID(s.form.Value("look_store")), Customer: id})
	if err != nil {
		return nil, err
	}
	return &fit, nil
}

// chosen is the customer whose number was typed, else the one picked; 0 is
// somebody without a card. ok is false where nobody has the number, or nothing was
// asked for.
func (s *sheet) chosen(ctx context.Context) (id retail.CustomerID, ok bool, err error) {
	text := s.form.Value("look_number")
	if text == "" {
		text = s.form.Value("look_customer")
	}
	if text == "" {
		return 0, s.form.Has("look_store"), nil
	}
	if id, err = retail.ParseCustomerID(text); err == nil {
		_, err = s.desk.Customers.Customer(ctx, s.Scope(), id)
	}
	if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Gone) && id != 0 {
		return 0, false, err
	}
	if err != nil {
		s.form.Bad("look_number", s.w.NoCustomer)
	}
	return id, err == nil, nil
}

// expect asks for the estimate; without anybody who makes one there is none.
func (s *sheet) expect(ctx context.Context) (*view.Estimate, error) {
	return Expect(ctx, s.desk.Estimates, s.is)
}

// Expect asks for the estimate of a promotion, where somebody makes them.
func Expect(ctx context.Context, from view.Estimates, p promotion.Promotion) (*view.Estimate, error) {
	if from == nil {
		return &view.Estimate{}, nil
	}
	e, err := from.Estimate(ctx, p)
	return &e, err
}

// lookBox is the box beside the form: what to try it on, and what came of it.
func (s *sheet) lookBox(fit *view.Fitted, e *view.Estimate) look {
	out := look{W: s.w, Number: field.Input{Name: "look_number", Label: s.w.LookNumber, Kind: "text", Value: s.form.Value("look_number"), Most: 40}}
	for _, f := range s.form.Flaws() {
		if f.Pointer == "look_number" {
			out.Number.Err = f.Detail
		}
	}
	var stores []field.Option
	for _, st := range s.shop.Stores {
		stores = append(stores, field.Option{Value: string(st.ID), Text: st.Name})
	}
	out.Store = s.pick("look_store", s.w.LookStore, stores...)
	out.Customer = s.pick("look_customer", s.w.LookCustomer, s.visitors()...)
	if fit != nil {
		out.Fitted = s.fitted(fit)
	}
	if e != nil {
		out.Estimate = EstimateOf(s.F, e, s.is.Budget.Currency)
	}
	return out
}

// visitors are the latest customers, by pseudonym, and somebody without a card.
func (s *sheet) visitors() []field.Option {
	out := []field.Option{{Value: "", Text: s.w.Stranger}}
	list, err := s.desk.Customers.Customers(s.R.Context(), s.Scope(), view.Page{Limit: latestVisitors})
	if err != nil {
		return out // the preview works without: a number can be typed
	}
	for _, c := range list.Items[:min(len(list.Items), latestVisitors)] {
		out = append(out, field.Option{Value: c.ID.String(), Text: s.Pseudonym(c.ID, c.Identifiers) + ", " + c.HomeStore})
	}
	return out
}

func (s *sheet) fitted(v *view.Fitted) *fitted {
	w := s.w
	out := &fitted{Strip: v.Strip, Why: v.Why, Title: w.Prints}
	day := phrase.Slot{Name: "day", Text: s.F.Day(v.Day)}
	store := phrase.Slot{Name: "store", Text: v.StoreName}
	out.Say = phrase.Fill(w.PrintsSay, day, store)
	switch {
	case v.HeldOut:
		out.Title, out.Badge = w.HeldOut, shell.Badge{Text: w.HeldOutBadge, Class: "warn"}
		out.Say = w.HeldOutSay
	case v.Strip == "":
		out.Title, out.Badge = w.PrintsNothing, shell.Badge{Text: w.PrintsNothingBadge, Class: "pin"}
		out.Say = phrase.Fill(w.PrintsNothingSay, day, store, phrase.Slot{Name: "n", Text: s.F.Count(int64(v.Looked))})
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

// EstimateOf writes an estimate, or why there is none yet.
func EstimateOf(f phrase.Formatter, e *view.Estimate, cur retail.Currency) *estimate {
	w := f.W.Template
	out := &estimate{Title: w.EstimateTitle, Basis: w.Bases[string(e.Basis)]}
	if e.Basis == view.BasisNone {
		out.Title, out.Thin = w.EstimateNone, w.EstimateThin
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
