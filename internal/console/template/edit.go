package template

import (
	"net/http"
	"net/url"
	"strconv"

	"sartor/internal/console/field"
	"sartor/internal/console/shell"
	"sartor/internal/console/tryon"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// New is GET /promotions/new?from=prm_…: an empty form, or a copy.
func (d *Desk) New(c *shell.Call) error {
	s := d.open(c)
	if err := s.begin(); err != nil {
		return err
	}
	s.form.Typed.Set("once", strconv.FormatUint(d.Draw(), 36))
	return s.show(http.StatusOK)
}

// begin makes the promotion a new form starts from.
func (s *sheet) begin() error {
	from := retail.PromotionID(s.R.FormValue("from"))
	s.is = fresh(retail.DayOf(s.F.Now, s.F.Zone, 0))
	if from != "" {
		e, err := s.desk.Templates.Edition(s.R.Context(), from, 0)
		if err != nil {
			return err
		}
		s.is = e.Promotion
		s.is.ID, s.is.Version, s.is.State = "", 0, promotion.Draft
	}
	if err := s.surround(s.R.Context(), s.is); err != nil {
		return err
	}
	if s.is.Budget.Currency == "" {
		s.is.Budget.Currency = s.shop.Currency
	}
	s.base.Promotion = s.is
	s.fill(&s.is)
	s.form.Typed.Set("from", string(from))
	return nil
}

// fresh is a promotion as most begin: two weeks from Monday, a tenth held out.
func fresh(today retail.BusinessDay) promotion.Promotion {
	monday := today + 1
	for monday.Time().Weekday() != 1 {
		monday++
	}
	return promotion.Promotion{
		Reward: promotion.Reward{Kind: promotion.Percent}, Target: promotion.Target{Kind: promotion.TargetFavourite}, Starts: monday, Ends: monday + 13,
		Budget: promotion.Budget{ReserveShare: 0.3, ContingencyShare: 0.1}, Stacking: promotion.StackOther, Transferable: true,
		Holdout: 0.1, ValidAfterDays: 1, VoucherDays: 14, State: promotion.Draft,
	}
}

// fill puts a promotion into the fields.
func (s *sheet) fill(p *promotion.Promotion) {
	s.form.Typed = s.written(p)
	s.writtenFrame(s.form.Typed, p)
	s.form.Typed.Set("version", strconv.FormatInt(p.Version, 10))
}

// Edit is GET /promotions/{id}/edit.
func (d *Desk) Edit(c *shell.Call) error {
	s := d.open(c)
	if err := s.load(0); err != nil {
		return err
	}
	s.fill(&s.is)
	return s.show(http.StatusOK)
}

// load reads a version of the promotion and what the form needs beside it.
func (s *sheet) load(version int64) (err error) {
	if s.base, err = s.desk.Templates.Edition(s.R.Context(), s.id(), version); err != nil {
		return err
	}
	if s.base.Promotion.Parent != "" {
		return shell.ErrAbsent() // a store's version is tailored at its own address
	}
	s.own(&s.base.Promotion)
	s.is = s.base.Promotion
	return s.surround(s.R.Context(), s.is)
}

// own leaves, of a budget as listed, what this person's stores get; who changes the
// list has all of it.
func (s *sheet) own(p *promotion.Promotion) {
	if scope := s.Scope(); !s.may() && !scope.All {
		*p = p.For(scope.Stores)
	}
}

// The buttons of the form.
const (
	doSave  = "save"
	doFind  = "find"
	doLook  = "look"
	doEnter = "enter" // the Enter key: it searches where a search was typed, else it saves
)

// Save is POST /promotions/new and /promotions/{id}/edit.
func (d *Desk) Save(c *shell.Call) error {
	s := d.open(c)
	if err := s.posted(); err != nil {
		return err
	}
	do := s.form.Value("do")
	if do == doEnter {
		do = doSave
		if text := s.form.Value("find"); text != "" && text != s.form.Value("found") {
			do = doFind
		}
	}
	switch do {
	case doFind:
		return s.find()
	case doLook:
		return s.tryOn()
	}
	return s.save()
}

// posted reads what was sent on top of the version it was typed on.
func (s *sheet) posted() error {
	version, _ := strconv.ParseInt(s.R.PostFormValue("version"), 10, 64) // anything else is a new one
	if s.id() == "" {
		if err := s.begin(); err != nil {
			return err
		}
	} else if err := s.load(max(version, 1)); err != nil {
		return err
	}
	s.form.Typed = url.Values{}
	for name, values := range s.R.PostForm {
		if name != web.FormField {
			s.form.Typed[name] = values
		}
	}
	s.is = s.read()
	s.is.Frame = s.readFrame(&s.is)
	s.is.Version = s.base.Promotion.Version
	return s.surround(s.R.Context(), s.is, s.framePool())
}

// framePool is a promotion of what stores may choose from, to have it named.
func (s *sheet) framePool() (out promotion.Promotion) {
	if s.is.Frame != nil {
		out.Target.Products = s.is.Frame.Products.Products
	}
	return out
}

// find shows what a search found beside what was typed.
func (s *sheet) find() (err error) {
	if s.found, err = s.desk.Templates.Goods(s.R.Context(), s.form.Value("find")); err != nil {
		return err
	}
	s.searched = true
	s.form.Typed.Set("found", s.form.Value("find"))
	s.form = field.Form{Typed: s.form.Typed} // a search judges nothing
	return s.show(http.StatusOK)
}

// save writes the promotion, or shows the form again with what does not hold.
func (s *sheet) save() error {
	if !s.form.Flawed() {
		s.check()
	}
	if s.form.Flawed() {
		return s.show(http.StatusUnprocessableEntity)
	}
	once, _ := strconv.ParseUint(s.form.Value("once"), 36, 64)
	saved, err := s.desk.Templates.SaveTemplate(s.R.Context(), s.Actor(s.form.Value("reason")), view.SaveTemplate{Promotion: s.is, Base: s.is.Version, Once: once})
	switch {
	case err == nil:
		s.Redirect("/promotions/" + string(saved.Promotion.ID) + "/review?done=saved." + strconv.FormatInt(saved.Promotion.Version, 10))
		return nil
	case fault.Is(err, fault.Stale):
		return s.showStale()
	case fault.Is(err, fault.NotFound):
		return err
	}
	return s.refused(err)
}

// check has the domain look at a whole promotion before it is sent.
func (s *sheet) check() {
	if err := promotion.Check(s.is); err != nil && !s.form.Take(err) {
		s.form.Bad("", err.Error())
	}
}

// refused shows the form again with what the server could not do: nothing typed is
// lost, whatever it was.
func (s *sheet) refused(err error) error {
	web.Note(s.R, err)
	problem := web.ProblemOf(err)
	status := problem.Status
	if s.form.Take(err) && status < http.StatusInternalServerError {
		return s.show(http.StatusUnprocessableEntity)
	}
	p := s.build()
	if p.Note = problem.Said(); status >= http.StatusInternalServerError || p.Note == "" {
		p.Note = s.w.NotSaved
	}
	return s.RenderAs(status, body(p))
}

func (s *sheet) show(status int) error {
	p := s.build()
	p.Look = s.look(nil, nil)
	return s.RenderAs(status, body(p))
}

// tryOn shows the form with what would be printed and what is expected.
func (s *sheet) tryOn() error {
	if !s.form.Flawed() {
		s.check()
	}
	if s.form.Flawed() {
		return s.show(http.StatusUnprocessableEntity)
	}
	fit, e, err := s.tried()
	if err != nil {
		return err
	}
	p := s.build()
	p.Look = s.look(fit, e)
	return s.RenderAs(http.StatusOK, body(p))
}

// tried is the promotion on the chosen customer, and what is expected of it.
func (s *sheet) tried() (*view.Fitted, *view.Estimate, error) {
	fit, err := s.trial().Fit(s.R.Context(), s.is)
	if err != nil {
		return nil, nil, err
	}
	e, err := tryon.Expect(s.R.Context(), s.desk.Estimates, s.is)
	return fit, e, err
}

func (s *sheet) trial() *tryon.Sheet {
	return &tryon.Sheet{F: s.F, Scope: s.Scope(), Pseudonym: s.Pseudonym, Templates: s.desk.Templates, Customers: s.desk.Customers, Form: &s.form, Places: s.shop.Stores}
}

func (s *sheet) look(fit *view.Fitted, e *view.Estimate) tryon.Panel {
	return s.trial().Panel(s.R.Context(), fit, e, s.is.Budget.Currency)
}
